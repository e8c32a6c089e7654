import { labelOf } from '../../warehouse/catalogue/labels.ts'
import { reportOf } from '../../warehouse/catalogue/metricPlaces.ts'
import { type BreakdownName, METRICS, type Metric } from '../../warehouse/catalogue/metrics.ts'
import { type PanelSource, sourcesOf } from '../../warehouse/catalogue/panelSources.ts'
import type { PanelEntry } from '../../warehouse/catalogue/sceneEntry.ts'
import {
  isHidden,
  isRounded,
  type StatedFigure,
  stated,
  statedIn,
} from '../../warehouse/contract/figureState.ts'
import { placeName } from '../../warehouse/contract/orgName.ts'
import type { PanelContent, PanelFigure } from '../../warehouse/contract/picture.ts'
import type { Org } from '../../warehouse/orgs/readOrgs.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import type { MaskedAnswer, MaskedCell } from '../../warehouse/query/suppress.ts'
import type { Place } from './place.ts'
import type { Readings } from './readings.ts'
import { type AskPart, askName } from './sceneAsks.ts'

/** 未归属 in the tree (`warehouse/orgs/tree.ts`) has this id; what no tree holds at all is shown with it. */
const UNASSIGNED = { id: '1', name: '未归属' }

/**
 * What a panel holds, from the answers to `sceneAsks` and what was read besides. Pure. `others` names rows that are no
 * active children any more. Undefined when an answer is missing.
 */
export function fillPanel(
  panel: PanelEntry,
  answers: ReadonlyMap<string, MaskedAnswer>,
  read: Readings,
  place: Place,
  others: ReadonlyMap<string, Org>,
): PanelContent | undefined {
  switch (panel.view) {
    case 'ticker':
      return read.events && { view: 'ticker', events: read.events }
    case 'levels':
      return read.levels && { view: 'levels', dues: read.levels }
    case 'targets':
      return read.targets && { view: 'targets', targets: read.targets }
    case 'alerts':
      return read.alerts && { view: 'alerts', alerts: read.alerts }
  }
  const figures: PanelFigure[] = []
  for (const source of sourcesOf(panel)) {
    const figure = fillFigure(source, answers, place, others)
    if (!figure) return undefined
    figures.push(figure)
  }
  const content = contentOf(panel, figures)
  if (panel.view !== 'map' || !panel.hasArcs || content?.view !== 'map') return content
  return read.arcs && { ...content, arcs: read.arcs }
}

/** A panel that is made of figures of metrics alone. */
export type FigurePanel = Exclude<PanelEntry, { view: 'ticker' | 'levels' | 'targets' | 'alerts' }>

/** The figures of `sourcesOf` as the view holds them; undefined when there are too few. Pure. */
export function contentOf(panel: FigurePanel, figures: PanelFigure[]): PanelContent | undefined {
  const { view } = panel
  const [first, second = null] = figures
  const last = figures.at(-1)
  if (!first || !last) return undefined
  switch (view) {
    case 'figures':
      return { view, figures }
    case 'shares':
    case 'bands':
      return { view, figures: figures.slice(0, -1), of: last }
    case 'matrix':
      return { view, columns: figures }
    case 'flow': {
      const from = figures.at(-2)
      return from && { view, figures: figures.slice(0, -2), from, to: last }
    }
    case 'funnel': {
      const count = panel.stages.length
      return { view, stages: figures.slice(0, count), figures: figures.slice(count) }
    }
    case 'ranking':
      return { view, by: first, beside: second }
    case 'trend':
      return { view, of: first, against: second }
    case 'calendar':
    case 'grid':
    case 'map':
      return { view, of: first }
  }
}

function fillFigure(
  source: PanelSource,
  answers: ReadonlyMap<string, MaskedAnswer>,
  place: Place,
  others: ReadonlyMap<string, Org>,
): PanelFigure | undefined {
  const { span, hasRows, hasCourses, breakdown, changes = [], hasLastYear, numeratorIn } = source
  const metric = METRICS.get(source.metric)
  const answer = (part: AskPart) => answers.get(askName(source, part))
  const total = answer('total')
  if (!metric || !total) return undefined
  const [whole] = total.cells
  const figureOfAll = whole ? (numeratorIn ? numeratorOf(whole) : statedIn(whole)) : stated(null)
  const rows = hasRows && answer('rows')
  const isInSteps = span === 'months' || span === 'days'
  const points = isInSteps && answer('points')
  const courses = hasCourses && answer('courses')
  const items = breakdown && answer('items')
  const before = hasLastYear && answer('last year')
  if ((hasRows && !rows) || (breakdown && !items) || (isInSteps && !points) || (hasCourses && !courses))
    return undefined
  return {
    metric: metric.id,
    title: metric.title,
    unit: numeratorIn ?? metric.unit,
    definition: metric.definition,
    report: reportOf(metric.id),
    span,
    ...figureOfAll,
    rows: rows ? rowsOf(rows, place, others, addsUp(metric) ? figureOfAll.value : null) : [],
    points:
      points && span === 'months'
        ? points.cells.map(cell => ({ bucket: formatDay(cell.bucket).slice(0, 7), ...statedIn(cell) }))
        : [],
    lastYear: before ? before.cells.map(baseIn) : [],
    bases: changes.flatMap(against => {
      const [cell] = answer(against)?.cells ?? []
      return cell ? { against, ...baseIn(cell) } : []
    }),
    items: items && breakdown ? itemsOf(items.cells, breakdown) : [],
    days: points && span === 'days' ? daysOf(points.cells) : null,
    courses: courses ? coursesOf(courses, place, points ? points.cells.map(cell => cell.bucket) : []) : [],
  }
}

/** How many a ratio is true of; without a number where the ratio has none. */
function numeratorOf(cell: MaskedCell): StatedFigure {
  const ratio = statedIn(cell)
  return ratio.state === 'value' ? { ...ratio, value: cell.numerator ?? 0 } : ratio
}

/** Every day of a year as one number: what a cell of a calendar has no room for is left out. */
function daysOf(cells: readonly MaskedCell[]): PanelFigure['days'] {
  return { first: formatDay(cells[0]?.bucket ?? 0), values: cells.map(({ value }) => value) }
}

/** The months of every child, in the order of the tree. */
function coursesOf(answer: MaskedAnswer, place: Place, buckets: readonly number[]): PanelFigure['courses'] {
  const known = new Map(answer.cells.map(cell => [`${cell.org} ${cell.bucket}`, cell]))
  return place.children.map(org => ({
    org: org.id,
    name: placeName(org),
    points: buckets.map(bucket => {
      const cell = known.get(`${org.id} ${bucket}`)
      return cell ? statedIn(cell) : stated(null)
    }),
  }))
}

/** A figure as the base of a change: what is only known in part is none. */
function baseIn(cell: MaskedCell): StatedFigure {
  return cell.isPartial ? { state: 'before_data', value: null } : statedIn(cell)
}

/** Whether rows make the total, so that what they lack of it has no place yet; jobs place all that they compute. */
function addsUp({ kind }: Metric): boolean {
  return kind !== 'ratio' && kind !== 'computed'
}

function itemsOf(cells: readonly MaskedCell[], by: BreakdownName): PanelFigure['items'] {
  return cells.map(cell => ({ item: cell.item, label: labelOf(by, cell.item), ...statedIn(cell) }))
}

/** A row per child; the organisation itself and what has no place only when they hold something. */
function rowsOf(
  answer: MaskedAnswer,
  place: Place,
  others: ReadonlyMap<string, Org>,
  total: number | null,
): PanelFigure['rows'] {
  const children = new Map(place.children.map(org => [org.id, org]))
  const rows: PanelFigure['rows'] = []
  let sum = 0
  for (const cell of answer.cells) {
    const { org: id, value } = cell
    sum += value ?? 0
    const child = children.get(id)
    if (!child && !value && !isHidden(cell.state)) continue
    const org = child ?? others.get(id)
    const isOwn = id === place.parent.id
    rows.push({
      org: id,
      name: isOwn ? `${place.ref.name}本级` : org ? placeName(org) : UNASSIGNED.name,
      // the organisation's own share has no region of its own on the map
      regionCode: isOwn ? '' : (org?.regionCode ?? ''),
      ...statedIn(cell),
    })
  }
  // the whole instance also counts owners that no tree holds yet: no figure may fall between rows and total
  const isTold = total !== null && !answer.cells.some(cell => isHidden(cell.state) || isRounded(cell))
  const rest = place.org.id === place.parent.id || !isTold ? 0 : total - sum
  if (rest === 0) return rows
  const unassigned = rows.find(row => row.org === UNASSIGNED.id)
  if (unassigned && unassigned.value !== null) unassigned.value += rest
  else rows.push({ org: '', name: UNASSIGNED.name, regionCode: '', ...stated(rest) })
  return rows
}
