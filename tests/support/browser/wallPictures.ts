import { contentOf } from '../../../api/live/fillPanel.ts'
import { panelEvery } from '../../../api/live/panelTime.ts'
import { requireScene } from '../../../api/live/requireScene.ts'
import { itemValues, labelOf } from '../../../warehouse/catalogue/labels.ts'
import { reportOf } from '../../../warehouse/catalogue/metricPlaces.ts'
import { type BreakdownName, findMetric, type Metric } from '../../../warehouse/catalogue/metrics.ts'
import { type PanelSource, sourcesOf } from '../../../warehouse/catalogue/panelSources.ts'
import type { PanelEntry } from '../../../warehouse/catalogue/sceneEntry.ts'
import { formatDay, parseDay, startOf } from '../../../warehouse/contract/calendar.ts'
import { stated } from '../../../warehouse/contract/figureState.ts'
import { placeOfName } from '../../../warehouse/contract/orgName.ts'
import type { OrgRef, PanelContent, PanelFigure, Picture } from '../../../warehouse/contract/picture.ts'
import { DEFAULT_SCENE } from '../../../warehouse/contract/scene.ts'
import { type SampleOrg, shares } from './sampleProvince.ts'
import {
  MEMBERS,
  type SampleState,
  sampleAlerts,
  sampleArcs,
  sampleEvents,
  sampleLevels,
  sampleTargets,
  shanghaiDay,
} from './sampleReadings.ts'

export { type SampleOrg, sampleProvince } from './sampleProvince.ts'
export { shanghaiDay } from './sampleReadings.ts'

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
    alerts: sampleAlerts(org, children, state),
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
  switch (entry.view) {
    case 'ticker':
      return { view: 'ticker', events: state.empty ? [] : sampleEvents(children, state) }
    case 'levels':
      return { view: 'levels', dues: sampleLevels(org, state) }
    case 'targets':
      return { view: 'targets', targets: state.empty ? [] : sampleTargets(state) }
    case 'alerts':
      return { view: 'alerts', alerts: sampleAlerts(org, children, state) }
  }
  const figures = sourcesOf(entry).map(source => sampleFigure(source, org, children, state))
  const content = contentOf(entry, figures)
  if (!content) throw new Error(`a ${entry.view} panel without figures`)
  if (entry.view !== 'map' || !entry.hasArcs || content.view !== 'map') return content
  return { ...content, arcs: state.empty ? [] : sampleArcs(children) }
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
  'ACT03 month': 0.182,
  'ACT04 month': 0.167,
  'ACT05 month': 0.141,
  'ORG01 now': 0.0672,
  'CAD01 now': 0.061,
  'TRF01 month': 0.0121,
  'TRF02 month': 0.0102,
  'TRF12 month': 0.0016,
  'TRF06 month': 0.0000034,
  'TRF06P90 month': 0.0000081,
  'ORG14 now': 0.0000069,
  'STU03 month': 1.31,
}

function sampleFigure(
  { metric: id, span, hasRows, hasCourses, breakdown, changes = [], hasLastYear, numeratorIn }: PanelSource,
  org: SampleOrg,
  children: SampleOrg[],
  state: SampleState,
): PanelFigure {
  const metric = findMetric(id)
  if (!metric) throw new Error(`no metric ${id} in the catalogue`)
  const { title, definition } = metric
  const unit = numeratorIn ?? metric.unit
  const isShare = unit === '%'
  const each = PER_MEMBER[`${id} ${span}`] ?? (isShare ? 0.42 : 0.013)
  const value = (weight: number, change = 0) => {
    if (state.empty) return isShare ? null : 0
    if (isShare) return Math.min(1, each * (1 + change / 8))
    const all = MEMBERS * weight * each * (1 + change)
    return unit === '人/个' || unit === '天' ? Math.round(all * 10) / 10 : Math.round(all)
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
    report: reportOf(id),
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
    items: breakdown ? sampleItems(breakdown, total ?? 0, isShare) : [],
    days: span === 'days' ? sampleDays(state, value(org.weight) ?? 0) : null,
    courses: hasCourses
      ? children.map((child, index) => ({
          org: child.id,
          name: placeOfName(child.name),
          points: lastMonths(state.now).map((_, month) =>
            stated(value(child.weight, swingOf(metric, month + index) + wave(index) * 0.5)),
          ),
        }))
      : [],
  }
}

/** How far a month lies from the others: a stock grows slowly, money comes evenly, all else in waves. */
function swingOf({ kind, unit }: Metric, month: number): number {
  if (kind === 'stock' || kind === 'group') return 0.004 * wave(month) + 0.006 * (month - 11)
  return wave(month) * (unit === '元' ? 0.08 : unit === '%' ? 0.34 : 0.7)
}

function sampleItems(breakdown: BreakdownName, total: number, isShare: boolean): PanelFigure['items'] {
  // the tree of the sample has no level below the branches
  const items = itemValues(breakdown).filter(item => breakdown !== 'level' || Number(item) < 7)
  return items.map((item, index) => ({
    item,
    label: labelOf(breakdown, item),
    ...stated(
      isShare
        ? Math.min(1, total * (1.5 - 0.2 * index))
        : Math.round(total * (shares(items.length, 1)[index] ?? 0)),
    ),
  }))
}

/** 53 weeks up to today, with quiet weekends and a first month without records. */
function sampleDays({ now, empty }: SampleState, total: number): PanelFigure['days'] {
  const today = parseDay(shanghaiDay(now)) ?? 0
  const first = startOf('week', today) - 52 * 7
  const values = Array.from({ length: today - first + 1 }, (_, index) => {
    if (index < 30) return null
    const isQuiet = index % 7 > 4 || empty
    return isQuiet ? 0 : Math.round((total / 260) * (1 + 0.9 * wave(index)))
  })
  return { first: formatDay(first), values }
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

function parentsOf(org: SampleOrg): SampleOrg[] {
  return org.parent ? [...parentsOf(org.parent), org.parent] : []
}

function ref({ id, name, level, regionCode }: OrgRef): OrgRef {
  return { id, name: placeOfName(name), level, regionCode }
}
