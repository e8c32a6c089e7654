import { dayOf, formatDay, startOfDay } from '../../warehouse/platform/time/day.ts'
import type { Province } from './divisions.ts'
import { isPhoneMissing, isSecretaryMissing, recordedAtOfOrg, secretaryOf } from './formFields.ts'
import { bareName, collegeName, majorOf, type NameList, ordinal } from './names.ts'
import type { Org, OrgSpec, Sector, World } from './org.ts'
import { entryAtStart, entryOfNew } from './orgEntry.ts'
import { Random } from './random.ts'
import type { Industry, SchoolStage } from './rows.ts'
import { STAGES, stageYears } from './stages.ts'

const ONLINE: Readonly<Record<Sector, number>> = {
  school: 0.18,
  community: 0.2,
  enterprise: 0.34,
  government: 0.4,
  social: 0.22,
}

/** What a class that is opened declares. */
const EXPECTED_OF_CLASS = 21

export interface BuilderOptions {
  province: Province
  seed: number
  /** Day on which the history begins. */
  startDay: number
}

/** Adds organisations to the world: they are rows only, nobody has been told of them yet. */
export class OrgBuilder {
  readonly world: World
  /** First year whose classes are still to leave. */
  readonly schoolYear: number
  readonly random: Random
  /** Entry status and sub-accounts have a stream of their own: they leave the rest of the model as it is. */
  readonly entryRandom: Random
  private readonly startDay: number
  private serial = 0
  private classes = 0

  constructor(private readonly options: BuilderOptions) {
    this.random = new Random(options.seed, 'world')
    this.entryRandom = new Random(options.seed, 'entry')
    this.startDay = options.startDay
    const start = formatDay(options.startDay)
    this.schoolYear = Number(start.slice(0, 4)) + (Number(start.slice(5, 7)) >= 9 ? 1 : 0)
    const { province } = options
    const top = this.make(null, {
      type: 'leading_organ',
      industry: 'government',
      sector: 'government',
      region: province.code,
      city: '',
      full: `共青团${province.name}委员会`,
      short: `团${bareName(province.name)}${province.name.endsWith('省') ? '省' : province.name.endsWith('市') ? '市' : '区'}委`,
    })
    this.world = {
      top,
      orgs: [top],
      branches: { school: [], community: [], enterprise: [], government: [], social: [] },
    }
  }

  /** A new organisation under `parent`; `createdAt` defaults to some day before the history. */
  add(parent: Org, spec: OrgSpec): Org {
    const org = this.make(parent, spec)
    this.world.orgs.push(org)
    if (spec.type === 'branch') this.world.branches[spec.sector].push(org)
    return org
  }

  /** A class of a school, entering in September of `leavesIn − years`. */
  addClass(parent: Org, leavesIn: number, number: number, createdAt?: number): Org {
    const stage = parent.row.stage
    const year = leavesIn - stageYears(stage)
    const name = `${stage === 'university' ? majorOf(this.classes++) : ''}${year}级${number}班`
    const org = this.add(parent, {
      type: 'branch',
      industry: 'school',
      sector: 'school',
      region: parent.row.regionCode,
      city: parent.cityCode,
      stage,
      full: `${parent.row.fullName.replace(/^共青团/, '').replace(/(委员会|总支部委员会)$/, '')}${name}团支部`,
      short: `${name}团支部`,
      createdAt:
        createdAt ??
        Math.min(
          startOfDay(dayOf(Date.UTC(year, 8, this.random.between(1, 10)))),
          startOfDay(this.startDay - 20),
        ),
    })
    org.leavesIn = leavesIn
    org.row.gradYear = leavesIn
    org.row.expectedMembers = EXPECTED_OF_CLASS
    return org
  }

  addGroup(
    organ: Org,
    sector: 'government' | 'social',
    count: number,
    full: string,
    short: string,
    names: NameList,
    place: string,
  ): void {
    if (count === 0) return
    const industry = sector === 'government' ? 'government' : 'social_org'
    const committee = this.add(organ, {
      type: 'work_committee',
      industry,
      sector,
      region: organ.row.regionCode,
      city: organ.cityCode,
      full: `共青团${full}工作委员会`,
      short,
    })
    for (let i = 0; i < count; i++) {
      const name = names.take()
      const isInstitution = /医院|中心/.test(name)
      this.addBranch(
        committee,
        sector,
        sector === 'government' && isInstitution ? 'institution' : industry,
        `${place}${name}`,
      )
    }
  }

  addFirm(organ: Org, name: string, branches: number): void {
    const committee = this.add(organ, {
      type: 'committee',
      industry: 'enterprise',
      sector: 'enterprise',
      region: organ.row.regionCode,
      city: organ.cityCode,
      full: `共青团${name}委员会`,
      short: `${name}团委`,
    })
    for (let i = 1; i <= branches; i++)
      this.addBranch(committee, 'enterprise', 'enterprise', `第${ordinal(i)}`, name)
  }

  addBranch(parent: Org, sector: Sector, industry: Industry, name: string, prefix = ''): Org {
    return this.add(parent, {
      type: 'branch',
      industry,
      sector,
      region: parent.row.regionCode,
      city: parent.cityCode,
      full: `共青团${prefix}${name}支部委员会`,
      short: `${name}团支部`,
    })
  }

  /** Returns how many classes it has: never more than `left`. */
  addSchool(
    organ: Org,
    stage: Exclude<SchoolStage, 'none'>,
    name: string,
    left: number,
    region: string,
    city: string,
    most: number,
  ): number {
    const school = this.add(organ, {
      type: 'committee',
      industry: 'school',
      sector: 'school',
      region,
      city,
      stage,
      full: `共青团${name}委员会`,
      short: `${name}团委`,
    })
    const classes = Math.min(left, most)
    const { years } = STAGES[stage]
    let parent = school
    for (let i = 0; i < classes; i++) {
      // a college of a university holds eight classes
      if (stage === 'university' && i % 8 === 0 && classes > 8) {
        const college = collegeName(i / 8)
        parent = this.add(school, {
          type: 'general_branch',
          industry: 'school',
          sector: 'school',
          region,
          city,
          stage,
          full: `共青团${name}${college}总支部委员会`,
          short: `${college}团总支`,
        })
      }
      this.addClass(parent, this.schoolYear + (i % years), Math.floor(i / years) + 1)
    }
    return classes
  }

  private make(parent: Org | null, spec: OrgSpec): Org {
    this.serial++
    const id = String(Number(this.options.province.code.slice(0, 2)) * 100_000_000 + this.serial)
    const foundedIn = spec.type === 'leading_organ' ? 2004 : this.random.between(2006, 2021)
    const createdAt =
      spec.createdAt ??
      startOfDay(dayOf(Date.UTC(foundedIn, this.random.between(0, 11), this.random.between(1, 28))))
    const place = { type: spec.type, parent }
    const isNew = createdAt >= startOfDay(this.startDay)
    const org: Org = {
      row: {
        id,
        parentId: parent?.row.id ?? null,
        fullName: spec.full,
        shortName: spec.short,
        type: spec.type,
        regionCode: spec.region,
        industry: spec.industry,
        stage: spec.stage ?? 'none',
        status: 'active',
        createdAt,
        ...(isNew ? entryOfNew(place, this.entryRandom) : entryAtStart(place, this.entryRandom)),
        expectedMembers: 0,
        recordedAt: recordedAtOfOrg(id, createdAt, startOfDay(this.startDay)),
        secretary: isSecretaryMissing(id, spec.type)
          ? null
          : secretaryOf(this.options.seed, spec.region, this.serial),
        gradYear: null,
        phone: isPhoneMissing(id) ? '' : `0${spec.region.slice(0, 3)}-0000${this.serial % 10_000}`,
        isDeleted: false,
        updatedAt: createdAt,
      },
      parent,
      children: [],
      sector: spec.sector,
      cityCode: spec.city,
      members: [],
      plannedSize: 0,
      isDormant: false,
      isOnline: this.random.chance(ONLINE[spec.sector]),
      leavesIn: null,
    }
    parent?.children.push(org)
    return org
  }
}
