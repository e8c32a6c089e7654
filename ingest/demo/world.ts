import type { City, Province } from './divisions.ts'
import {
  bareName,
  bureauNames,
  enterpriseName,
  groupNames,
  ordinal,
  socialNames,
  townNames,
  universityNames,
  villageNames,
} from './names.ts'
import type { Org, Sector } from './org.ts'
import { type BuilderOptions, OrgBuilder } from './orgBuilder.ts'
import type { Industry } from './rows.ts'
import { STAGES } from './stages.ts'

/** Shares of the members by sector and mean size of a branch, after the national bulletin of 2023. */
const SECTORS: Readonly<Record<Sector, { share: number; size: number }>> = {
  school: { share: 0.516, size: 20 },
  community: { share: 0.293, size: 23 },
  enterprise: { share: 0.097, size: 8 },
  government: { share: 0.06, size: 12 },
  social: { share: 0.034, size: 13 },
}

/** Members that a branch declared, for each that stands in the system. */
const DECLARED = 1.04

/** Part of a sector's branches that answer to the province committee directly. */
const PROVINCIAL = { university: 0.4, enterprise: 0.12, government: 0.12 }

/** Residents of Guangdong's cities in ten thousands (census of 2020); elsewhere a city weighs as its counties do. */
const RESIDENTS: Readonly<Record<string, number>> = {
  '440100': 1868,
  '440200': 286,
  '440300': 1756,
  '440400': 244,
  '440500': 550,
  '440600': 950,
  '440700': 480,
  '440800': 698,
  '440900': 617,
  '441200': 411,
  '441300': 604,
  '441400': 387,
  '441500': 267,
  '441600': 284,
  '441700': 260,
  '441800': 397,
  '441900': 1047,
  '442000': 442,
  '445100': 257,
  '445200': 558,
  '445300': 238,
}

/** Branches without members: old village and community branches above all. */
const HOLLOW: Readonly<Record<Sector, number>> = {
  school: 0,
  community: 0.09,
  enterprise: 0.04,
  government: 0.01,
  social: 0.08,
}

export interface WorldOptions extends BuilderOptions {
  /** Members at the beginning of the history. */
  members: number
}

/**
 * Builds the organisations that exist when the history begins: the real divisions of the province, below them towns,
 * schools, enterprises and their branches, each with the number of members it begins with. Returns the builder, which
 * holds the world and adds to it later.
 */
export function buildWorld(options: WorldOptions): OrgBuilder {
  const builder = new OrgBuilder(options)
  new Shape(options, builder).build()
  return builder
}

class Shape {
  private readonly carry = new Map<string, number>()

  constructor(
    private readonly options: WorldOptions,
    private readonly builder: OrgBuilder,
  ) {}

  build(): void {
    const { province } = this.options
    this.buildProvincial(province)
    const weights = province.cities.map(
      city => RESIDENTS[city.code] ?? 100 * Math.max(city.counties.length, city.isCounty ? 1 : 3),
    )
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    province.cities.forEach((city, i) => {
      this.buildCity(city, (weights[i] ?? 0) / total)
    })
    this.scaleSizes()
  }

  private buildProvincial(province: Province): void {
    const bare = bareName(province.name)
    const { top } = this.builder.world
    const region = province.code
    const universities = universityNames(bare)
    for (
      let classes = this.count('school', PROVINCIAL.university * STAGES.university.share, 1, '省高校');
      classes > 0;
    ) {
      classes -= this.builder.addSchool(top, 'university', universities.take(), classes, region, '', 32)
    }
    const offices = this.count('government', PROVINCIAL.government, 1, '省直')
    if (offices > 0) {
      const organ = this.builder.add(top, {
        type: 'work_committee',
        industry: 'government',
        sector: 'government',
        region,
        city: '',
        full: `共青团${bare}省直属机关工作委员会`.replace('省省', '省'),
        short: '省直机关团工委',
      })
      const bureaus = bureauNames()
      for (let i = 0; i < offices; i++)
        this.builder.addBranch(organ, 'government', 'government', `省${bureaus.take().replace('局', '厅')}`)
    }
    const firms = this.count('enterprise', PROVINCIAL.enterprise, 1, '省企')
    if (firms > 0) {
      const organ = this.builder.add(top, {
        type: 'work_committee',
        industry: 'enterprise',
        sector: 'enterprise',
        region,
        city: '',
        full: `共青团${province.name}国资委工作委员会`,
        short: '省国资委团工委',
      })
      const groups = groupNames(bare)
      for (let left = firms; left > 0; left -= 8)
        this.builder.addFirm(organ, groups.take(), Math.min(8, left))
    }
  }

  private buildCity(city: City, weight: number): void {
    const { top } = this.builder.world
    const organ = this.builder.add(top, {
      type: 'leading_organ',
      industry: 'government',
      sector: 'government',
      region: city.code,
      city: city.code,
      full: `共青团${city.name}委员会`,
      short: `团${city.name}委`,
    })
    const bare = bareName(city.name)
    let college = 0
    for (
      let classes = this.count(
        'school',
        (1 - PROVINCIAL.university) * STAGES.university.share,
        weight,
        '大学',
      );
      classes > 0;
      college++
    ) {
      const name = ['职业技术学院', '学院', '科技职业学院', '理工学院', '城市学院'][college % 5] ?? '学院'
      classes -= this.builder.addSchool(
        organ,
        'university',
        `${bare}${name}${college >= 5 ? `${ordinal(Math.floor(college / 5) + 1)}校区` : ''}`,
        classes,
        city.code,
        city.code,
        16,
      )
    }
    if (city.counties.length === 0) {
      this.buildCounty(organ, city.name, city.code, city.code, weight, city.name)
      return
    }
    const weights = city.counties.map(() => 0.6 + 0.8 * this.builder.random.next())
    const total = weights.reduce((sum, one) => sum + one, 0)
    city.counties.forEach((county, i) => {
      const countyOrgan = this.builder.add(organ, {
        type: 'leading_organ',
        industry: 'government',
        sector: 'government',
        region: county.code,
        city: city.code,
        full: `共青团${city.name}${county.name}委员会`,
        short: `团${county.name}委`,
      })
      this.buildCounty(
        countyOrgan,
        county.name,
        county.code,
        city.code,
        (weight * (weights[i] ?? 0)) / total,
        `${city.name}${county.name}`,
      )
    })
  }

  private buildCounty(
    organ: Org,
    name: string,
    region: string,
    city: string,
    weight: number,
    place: string,
  ): void {
    for (const stage of ['senior_high', 'vocational', 'junior_high'] as const) {
      const kind = { senior_high: '中学', vocational: '职业技术学校', junior_high: '初级中学' }[stage]
      let n = 0
      for (let classes = this.count('school', STAGES[stage].share, weight, stage); classes > 0; ) {
        n++
        const numbered = stage === 'vocational' && n === 1 ? kind : `第${ordinal(n)}${kind}`
        classes -= this.builder.addSchool(
          organ,
          stage,
          `${place}${numbered}`,
          classes,
          region,
          city,
          STAGES[stage].classes,
        )
      }
    }
    const isUrban = !/[县旗]$/.test(name)
    const towns = townNames(this.builder.random, region, isUrban)
    for (let left = this.count('community', 1, weight, '镇村'); left > 0; left -= 6) {
      const town = towns.take()
      const industry: Industry = town.includes('街道') || isUrban ? 'urban_community' : 'village'
      const committee = this.builder.add(organ, {
        type: 'committee',
        industry,
        sector: 'community',
        region,
        city,
        full: `共青团${place}${town}委员会`,
        short: `${town}团委`,
      })
      const villages = villageNames(this.builder.random, industry === 'urban_community')
      for (let i = 0; i < Math.min(6, left); i++)
        this.builder.addBranch(committee, 'community', industry, villages.take(), `${place}${town}`)
    }
    for (
      let left = this.count('enterprise', 1 - PROVINCIAL.enterprise, weight, '企业');
      left > 0;
      left -= 4
    ) {
      this.builder.addFirm(organ, enterpriseName(this.builder.random, bareName(name)), Math.min(4, left))
    }
    this.builder.addGroup(
      organ,
      'government',
      this.count('government', 1 - PROVINCIAL.government, weight, '机关'),
      `${place}直属机关`,
      '直属机关团工委',
      bureauNames(),
      name,
    )
    this.builder.addGroup(
      organ,
      'social',
      this.count('social', 1, weight, '两新'),
      `${place}新经济组织和新社会组织`,
      '两新组织团工委',
      socialNames(),
      name,
    )
  }

  /** Branches of a sector for a part of the province; what is cut off by rounding is carried to the next part. */
  private count(sector: Sector, part: number, weight: number, carry: string): number {
    const { share, size } = SECTORS[sector]
    const exact = (this.options.members * share * part * weight) / size + (this.carry.get(carry) ?? 0.5)
    const whole = Math.floor(exact)
    this.carry.set(carry, exact - whole)
    return whole
  }

  private scaleSizes(): void {
    const planned: { org: Org; size: number }[] = []
    for (const sector of Object.keys(this.builder.world.branches) as Sector[]) {
      for (const org of this.builder.world.branches[sector]) {
        if (this.builder.random.chance(HOLLOW[sector])) {
          org.isDormant = true
          continue
        }
        planned.push({
          org,
          size:
            SECTORS[sector].size *
            (0.5 + this.builder.random.next()) *
            gradeFactor(org, this.builder.schoolYear),
        })
      }
    }
    const total = planned.reduce((sum, one) => sum + one.size, 0)
    let carry = 0
    for (const { org, size } of planned) {
      carry += (size * this.options.members) / total
      org.plannedSize = Math.floor(carry)
      carry -= org.plannedSize
    }
    const last = planned[planned.length - 1]
    if (last && carry > 0.5) last.org.plannedSize++
    for (const { org } of planned) org.row.expectedMembers = Math.ceil(org.plannedSize * DECLARED)
  }
}

/** Classes of the first year have few members yet; they are admitted while at school. */
function gradeFactor(org: Org, schoolYear: number): number {
  if (org.leavesIn === null || org.row.stage === 'university' || org.row.stage === 'junior_high') return 1
  return [1.5, 1, 0.45][org.leavesIn - schoolYear] ?? 1
}
