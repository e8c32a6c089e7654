import { labelOf } from '../../warehouse/catalogue/labels.ts'
import { type BreakdownName, METRICS, type Metric } from '../../warehouse/catalogue/metrics.ts'
import { type PanelSource, sourcesOf } from '../../warehouse/catalogue/panelSources.ts'
import type { PanelEntry } from '../../warehouse/catalogue/sceneEntry.ts'
import { isHidden, type StatedFigure, stated, statedIn } from '../../warehouse/contract/figureState.ts'
import { placeName } from '../../warehouse/contract/orgName.ts'
import type { PanelContent, PanelFigure, TickerEvent } from '../../warehouse/contract/picture.ts'
import type { Org } from '../../warehouse/orgs/readOrgs.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import type { MaskedAnswer, MaskedCell } from '../../warehouse/query/suppress.ts'
import type { Place } from './place.ts'
import { type AskPart, askName } from './sceneAsks.ts'

/** 未归属 in the tree (`warehouse/orgs/tree.ts`) has this id; what no tree holds at all is shown with it. */
const UNASSIGNED = { id: '1', name: '未归属' }

/**
 * What a panel holds, from the answers to `sceneAsks` and what has just happened. Pure. `others` names rows that are no
 * active children any more. Undefined when an answer is missing.
 */
export function fillPanel(
  panel: PanelEntry,
  answers: ReadonlyMap<string, MaskedAnswer>,
  events: TickerEvent[] | undefined,
  place: Place,
  others: ReadonlyMap<string, Org>,
): PanelContent | undefined {
  if (panel.view === 'ticker') return events && { view: 'ticker', events }
  const figures: PanelFigure[] = []
  for (const source of sourcesOf(panel)) {
    const figure = fillFigure(source, answers, place, others)
    if (!figure) return undefined
    figures.push(figure)
  }
  return contentOf(panel.view, figures)
}

/** The figures of `sourcesOf` as the view holds them; undefined when there are too few. Pure. */
export function contentOf(
  view: Exclude<PanelEntry['view'], 'ticker'>,
  figures: PanelFigure[],
): PanelContent | undefined {
  if (view === 'figures') return { view, figures }
  const last = figures.at(-1)
  if (view === 'shares') return last && { view, figures: figures.slice(0, -1), of: last }
  const [first, second = null] = figures
  if (!first) return undefined
  if (view === 'ranking') return { view, by: first, beside: second }
  return view === 'trend' ? { view, of: first, against: second } : { view, of: first }
}

function fillFigure(
  source: PanelSource,
  answers: ReadonlyMap<string, MaskedAnswer>,
  place: Place,
  others: ReadonlyMap<string, Org>,
): PanelFigure | undefined {
  const { span, hasRows, breakdown, changes = [], hasLastYear } = source
  const metric = METRICS.get(source.metric)
  const answer = (part: AskPart) => answers.get(askName(source, part))
  const total = answer('total')
  if (!metric || !total) return undefined
  const [whole] = total.cells
  const figureOfAll = whole ? statedIn(whole) : stated(null)
  const rows = hasRows && answer('rows')
  const points = span === 'months' && answer('points')
  const items = breakdown && answer('items')
  const before = hasLastYear && answer('last year')
  if ((hasRows && !rows) || (breakdown && !items) || (span === 'months' && !points)) return undefined
  return {
    metric: metric.id,
    title: metric.title,
    unit: metric.unit,
    definition: metric.definition,
    span,
    ...figureOfAll,
    rows: rows ? rowsOf(rows, place, others, addsUp(metric) ? figureOfAll.value : null) : [],
    points: points
      ? points.cells.map(cell => ({ bucket: formatDay(cell.bucket).slice(0, 7), ...statedIn(cell) }))
      : [],
    lastYear: before ? before.cells.map(baseIn) : [],
    bases: changes.flatMap(against => {
      const [cell] = answer(against)?.cells ?? []
      return cell ? { against, ...baseIn(cell) } : []
    }),
    items: items && breakdown ? itemsOf(items.cells, breakdown) : [],
  }
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
  const isTold = total !== null && !answer.cells.some(({ state }) => isHidden(state))
  const rest = place.org.id === place.parent.id || !isTold ? 0 : total - sum
  if (rest === 0) return rows
  const unassigned = rows.find(row => row.org === UNASSIGNED.id)
  if (unassigned && unassigned.value !== null) unassigned.value += rest
  else rows.push({ org: '', name: UNASSIGNED.name, regionCode: '', ...stated(rest) })
  return rows
}
