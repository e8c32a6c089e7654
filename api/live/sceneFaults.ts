import { findMetric, type Metric } from '../../warehouse/catalogue/metrics.ts'
import {
  jobsOf,
  logsOf,
  type PanelSource,
  paceOf,
  sourcesOf,
} from '../../warehouse/catalogue/panelSources.ts'
import { privacyOf } from '../../warehouse/catalogue/privacy.ts'
import type { PanelEntry, SceneEntry } from '../../warehouse/catalogue/sceneEntry.ts'
import {
  COLUMN_GAP,
  gridSize,
  LAYOUT_NAMES,
  type LayoutName,
  ROW_GAP,
  type SceneLayout,
  type TrackSize,
} from '../../warehouse/contract/scene.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { liveReadFaults } from '../../warehouse/query/liveReads.ts'
import { sceneAsks } from './sceneAsks.ts'

const PANEL_ID = /^[a-z][a-z0-9_]*$/
const NOTHING = '.'

/** Throws `TuanshuError('config')` that names every mistake in the entries of scenes, each with the scene and the panel. */
export function requireSoundScenes(scenes: ReadonlyMap<string, SceneEntry>): void {
  const faults = [...scenes].flatMap(([id, scene]) => sceneFaults(scene).map(fault => `${id}: ${fault}`))
  if (faults.length > 0)
    throw new TuanshuError('config', `warehouse/catalogue/scenes is wrong:\n${faults.join('\n')}`)
}

/** What is wrong with the entry of a scene, in words; empty when nothing is. Pure. */
export function sceneFaults(scene: SceneEntry): string[] {
  const shown = new Set(
    LAYOUT_NAMES.flatMap(name => [...scene.layouts[name].areas.flat(), scene.layouts[name].foot]),
  )
  return [
    ...LAYOUT_NAMES.flatMap(name =>
      layoutFaults(name, scene.layouts[name], scene).map(fault => `layout ${name}: ${fault}`),
    ),
    ...Object.entries(scene.panels).flatMap(([id, panel]) =>
      [
        ...(PANEL_ID.test(id) ? [] : ['its id must be lower-case letters, digits and _']),
        ...(shown.has(id) ? [] : ['stands in no layout']),
        ...panelFaults(panel),
      ].map(fault => `panel ${id}: ${fault}`),
    ),
  ]
}

function layoutFaults(name: LayoutName, layout: SceneLayout, { panels }: SceneEntry): string[] {
  const { areas, columns, rows, foot } = layout
  const size = gridSize(name)
  const faults: string[] = []
  if (areas.length !== rows.length) faults.push(`${rows.length} rows, but areas for ${areas.length}`)
  for (const [index, row] of areas.entries())
    if (row.length !== columns.length)
      faults.push(`row ${index + 1} of the areas has ${row.length} places, not ${columns.length}`)
  faults.push(
    ...sizeFaults('columns', columns, COLUMN_GAP, size.width),
    ...sizeFaults('rows', rows, ROW_GAP, size.height),
  )
  for (const id of new Set(areas.flat())) {
    if (id === NOTHING) continue
    if (!Object.hasOwn(panels, id)) faults.push(`there is no panel ${id}`)
    if (!isRectangle(areas, id)) faults.push(`the places of ${id} are no rectangle`)
    if (id === foot) faults.push(`${id} stands in the grid and below it`)
  }
  if (foot !== undefined && panels[foot]?.view !== 'ticker')
    faults.push(`below the grid stands a ticker, not ${foot}`)
  return faults
}

function sizeFaults(what: string, sizes: readonly TrackSize[], gap: number, available: number): string[] {
  const fixed = sizes.reduce<number>((sum, size) => sum + (size === 'rest' ? 0 : size), 0)
  const needed = fixed + gap * (sizes.length - 1)
  if (needed > available) return [`its ${what} need ${needed} units of ${available}`]
  if (needed < available && !sizes.includes('rest'))
    return [`its ${what} fill ${needed} units of ${available}, and none takes the rest`]
  return []
}

function isRectangle(areas: SceneLayout['areas'], id: string): boolean {
  const places = areas.flatMap((row, y) => row.flatMap((each, x) => (each === id ? [{ x, y }] : [])))
  const xs = places.map(({ x }) => x)
  const ys = places.map(({ y }) => y)
  const width = Math.max(...xs) - Math.min(...xs) + 1
  const height = Math.max(...ys) - Math.min(...ys) + 1
  return places.length === width * height
}

const ANYWHERE = { org: 'root', parent: 'root' }
const ANY_DAY = 20_000

/** What a panel that follows its logs by the second could not be asked so often. */
function liveFaults(panel: PanelEntry): string[] {
  return paceOf(panel) === 'second' ? liveReadFaults(sceneAsks([panel], ANYWHERE, ANY_DAY), ANY_DAY) : []
}

function panelFaults(panel: PanelEntry): string[] {
  const sources = sourcesOf(panel)
  const ofSources = sources.flatMap(source => sourceFaults(source, panel))
  return [
    ...(panel.title === '' ? ['has no title'] : []),
    ...(ofSources.length > 0 ? ofSources : liveFaults(panel)),
    ...viewFaults(panel),
    ...(jobsOf(panel).length > 0 && logsOf(panel).length > 0 ? [mixedFault(sources)] : []),
  ]
}

/** A panel has one as-of: live figures beside those of the last night would be called as old as these. */
function mixedFault(sources: readonly PanelSource[]): string {
  const isComputed = ({ metric }: PanelSource) => findMetric(metric)?.kind === 'computed'
  const computed = sources.filter(isComputed).map(({ metric }) => metric)
  const live = sources.filter(source => !isComputed(source)).map(({ metric }) => metric)
  return `${computed.join(', ')} are computed once a night, ${live.join(', ')} are live: they need a panel each`
}

function sourceFaults(source: PanelSource, panel: PanelEntry): string[] {
  const { metric: id, span, breakdown, changes, numeratorIn } = source
  const metric = findMetric(id)
  if (!metric) return [`there is no metric ${id}`]
  const faults: string[] = []
  if (breakdown && !metric.breakdowns.includes(breakdown))
    faults.push(
      `${id} cannot be broken down by ${breakdown}; it can by ${metric.breakdowns.join(', ') || 'nothing'}`,
    )
  if (breakdown && privacyOf(metric) === 'restricted')
    faults.push(`${id} is about young people in need: the wall tells its totals only, not by ${breakdown}`)
  if (isStock(metric) && (span === 'today' || span === 'month'))
    faults.push(`${id} is a stock: it has the span now or months, not ${span}`)
  if (metric.kind === 'flow' && span === 'now') faults.push(`${id} is a flow: it has no span now`)
  if (changes && (metric.kind === 'computed' || (span !== 'now' && span !== 'month')))
    faults.push(`${id} over ${span} has no changes: those are of a live figure of now or of this month`)
  if (changes?.includes('day') && span !== 'now')
    faults.push(`${id} over ${span} is not compared with the day before: only what stands now is`)
  if (metric.kind === 'computed' && (span === 'now' || span === 'today'))
    faults.push(`${id} is computed by the month: it has no span ${span}`)
  if (span === 'months' && panel.view !== 'trend' && panel.view !== 'grid' && paceOf(panel) !== 'nightly')
    faults.push(`${id} over twelve months is asked for every second; that is for a trend`)
  if (span === 'days' && metric.kind !== 'flow')
    faults.push(`${id} does not happen on a day: a calendar has no cells for it`)
  if (numeratorIn && metric.kind !== 'ratio') faults.push(`${id} is no ratio: it has no numerator`)
  return faults
}

function viewFaults(panel: PanelEntry): string[] {
  const shares = 'figures' in panel ? (panel.figures ?? []).filter(({ hasBar }) => hasBar) : []
  const faults = shares.flatMap(({ metric }) =>
    findMetric(metric)?.unit === '%' ? [] : [`${metric} is no share, so it has no bar`],
  )
  if (panel.view === 'figures' && panel.figures.length === 0) faults.push('has no figures')
  for (const { metric } of partedIn(panel))
    if (isShare(findMetric(metric)))
      faults.push(`${metric} is a share itself: it has no parts that make a whole`)
  if (panel.view === 'trend') faults.push(...trendFaults(panel))
  if (panel.view === 'matrix')
    for (const { metric } of panel.columns)
      if (!isShare(findMetric(metric))) faults.push(`${metric} is no share: a matrix compares shares`)
  if (panel.view === 'funnel' && panel.stages.length < 2) faults.push('has fewer than two stages')
  return faults
}

function partedIn(panel: PanelEntry): readonly { metric: string }[] {
  if (panel.view === 'shares' || panel.view === 'bands') return [panel.of]
  return panel.view === 'flow' ? [panel.from, panel.to] : []
}

function trendFaults({ form, of, against }: Extract<PanelEntry, { view: 'trend' }>): string[] {
  const faults: string[] = []
  const metric = findMetric(of.metric)
  if (form === 'columns' && metric && (isStock(metric) || isShare(metric)))
    faults.push(`${of.metric} does not add up over time: it stands as a line`)
  if (against && form === 'line') faults.push('only columns are measured by others')
  if (against && findMetric(against.metric)?.unit !== metric?.unit)
    faults.push(`${of.metric} and ${against.metric} have different units`)
  return faults
}

function isStock({ kind }: Metric): boolean {
  return kind === 'stock' || kind === 'group'
}

function isShare(metric: Metric | undefined): boolean {
  return metric?.unit === '%'
}
