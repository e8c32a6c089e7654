import { labelOf } from '../../warehouse/catalogue/labels.ts'
import { METRICS } from '../../warehouse/catalogue/metrics.ts'
import { type PanelId, SCENES, type SceneId } from '../../warehouse/catalogue/scenes.ts'
import { isHidden, stated, statedIn } from '../../warehouse/contract/figureState.ts'
import { placeName } from '../../warehouse/contract/orgName.ts'
import type { Org } from '../../warehouse/orgs/readOrgs.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import type { MaskedAnswer, MaskedCell } from '../../warehouse/query/suppress.ts'
import type { PanelFigure } from './picture.ts'
import type { Place } from './place.ts'
import { type AskPart, askName, spanOf } from './sceneAsks.ts'

/** 未归属 in the tree (`warehouse/orgs/tree.ts`) has this id; what no tree holds at all is shown with it. */
const UNASSIGNED = { id: '1', name: '未归属' }

/**
 * The figures of a panel from the answers to `sceneAsks`. Pure. `others` names rows that are no active children any more.
 * Undefined when an answer is missing.
 */
export function fillFigures(
  scene: SceneId,
  panel: PanelId,
  answers: ReadonlyMap<string, MaskedAnswer>,
  place: Place,
  others: ReadonlyMap<string, Org>,
): PanelFigure[] | undefined {
  const figures: PanelFigure[] = []
  for (const [index, figure] of SCENES[scene].panels[panel].figures.entries()) {
    const metric = METRICS.get(figure.metric)
    const answer = (part: AskPart) => answers.get(askName(panel, index, part))
    const total = answer('total')
    if (!metric || !total) return undefined
    const [whole] = total.cells
    const figureOfAll = whole ? statedIn(whole) : stated(null)
    const rows = answer('rows')
    const points = answer('points')
    const items = answer('items')
    if ((figure.rows && !rows) || (figure.by && !items) || (figure.span === 'months' && !points))
      return undefined
    figures.push({
      metric: metric.id,
      title: metric.title,
      unit: metric.unit,
      definition: metric.definition,
      span: spanOf(figure),
      ...figureOfAll,
      rows: rows ? rowsOf(rows, place, others, metric.kind === 'ratio' ? null : figureOfAll.value) : [],
      points: points
        ? points.cells.map(cell => ({
            bucket: formatDay(cell.bucket).slice(0, 7),
            ...statedIn(cell),
          }))
        : [],
      items: items && figure.by ? itemsOf(items.cells, figure.by) : [],
    })
  }
  return figures
}

function itemsOf(cells: readonly MaskedCell[], by: Parameters<typeof labelOf>[0]): PanelFigure['items'] {
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
