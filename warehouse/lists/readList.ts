import type { ClickHouseClient } from '@clickhouse/client'
import { definitionText } from '../catalogue/definitionText.ts'
import { breakdownTitle, labelOf } from '../catalogue/labels.ts'
import { type ListPart, listParts } from '../catalogue/listParts.ts'
import { METRICS, type Metric } from '../catalogue/metrics.ts'
import { isToldAt } from '../catalogue/privacy.ts'
import { isHidden, type StatedFigure, stated } from '../contract/figureState.ts'
import { valueWithUnit } from '../contract/figureText.ts'
import { orgName } from '../contract/orgName.ts'
import { dayLabel, periodLabel, windowLabel } from '../contract/periodLabel.ts'
import type { Scope } from '../orgs/scope.ts'
import { TuanshuError } from '../platform/errors.ts'
import { periodOf, yearToDate } from '../platform/time/comparison.ts'
import { dayOf, formatDay } from '../platform/time/day.ts'
import { ask } from '../query/ask.ts'
import { type MaskedCell, mayBeHidden } from '../query/suppress.ts'
import type { Ask } from '../query/types.ts'
import type { ReferenceRow } from '../reference/referenceValues.ts'
import { childrenList } from './childrenList.ts'
import { computedUpTo } from './computedUpTo.ts'
import { countsOrgs } from './decidingFields.ts'
import type { FoundRows, ListAnswer, ListRequest } from './list.ts'
import { listedPlace } from './listedPlace.ts'
import { ownersList } from './ownersList.ts'
import { partFigure } from './partFigure.ts'

export interface ListClock {
  /** Milliseconds since 1970. */
  now: number
  /** The instant up to which what a metric is made of is complete. */
  completeAt(metric: Metric): number
}

const TOTAL = 'total'
const ROWS = 'rows'

/**
 * The organisations behind a figure, as reports may show it: derived from the entry of the metric, so that the rows are what the
 * figure counts. What could be made to tell a small count of persons is listed by direct children only, hidden exactly as in a
 * report; a figure that is hidden itself has no rows.
 *
 * Throws `TuanshuError`: `not_found` or `forbidden` for the organisation, `input` for a metric or part that cannot be listed, a
 * breakdown that the metric does not have, or a day that lies ahead.
 */
export async function readList(
  reader: ClickHouseClient,
  scope: Scope,
  request: ListRequest,
  clock: ListClock,
  references: readonly ReferenceRow[],
): Promise<ListAnswer> {
  const metric = METRICS.get(request.metric)
  if (!metric) throw new TuanshuError('not_found', `metric ${request.metric} is not in the catalogue`)
  const parts = listParts(metric.id)
  const part = request.part ? parts.find(({ id }) => id === request.part) : parts[0]
  const today = dayOf(clock.now)
  check(metric, part, request, today)
  const period = periodOf(request.grain, request.day, today)
  const window = request.span === 'ytd' ? yearToDate(period) : { from: period.from, to: period.to }
  const { org, treeMonth } = await listedPlace(reader, scope, request, period, metric)

  const base: Ask = {
    name: TOTAL,
    metrics: [metric.id],
    org: org.id,
    rows: 'total',
    ...window,
    grain: 'all',
    ...(request.by ? { by: request.by } : {}),
    ...(treeMonth === undefined ? {} : { treeMonth }),
  }
  const isProtected = mayBeHidden(metric, request.by)
  const hasChildren = isToldAt(metric.id, org.level + 1)
  const asks: Ask[] = [
    base,
    ...((isProtected || request.isOwn) && hasChildren
      ? [{ ...base, name: ROWS, rows: 'children' as const }]
      : []),
  ]
  const { answers } = await ask(reader, scope, asks, today, 'report', 'list')
  const total = answers.get(TOTAL)
  const own = (cell: MaskedCell) =>
    cell.item === (request.item ?? '') && (!request.isOwn || cell.org === (org.level === 1 ? '' : org.id))
  const cell = (request.isOwn ? answers.get(ROWS) : total)?.cells.find(own)
  const figure = partFigure(cell, part)

  const answer: Omit<ListAnswer, keyof FoundRows | 'kind'> = {
    metric: metric.id,
    title: metric.title,
    definition: definitionText(metric),
    unit: part.unit,
    part: part.id,
    parts: parts.map(({ id, title, unit }) => ({ id, title, unit })),
    narrowedTo: request.by ? `${breakdownTitle(request.by)}：${labelOf(request.by, request.item ?? '')}` : '',
    org: { id: org.id, name: orgName(org) },
    isOwn: request.isOwn === true,
    period: {
      grain: period.grain,
      from: formatDay(window.from),
      to: formatDay(window.to),
      label: request.span === 'ytd' ? windowLabel(window) : periodLabel(period),
    },
    basis: request.basis ?? 'current',
    asOf: clock.completeAt(metric),
    figure,
  }
  if (isProtected) {
    const rows = answers.get(ROWS)?.cells ?? []
    const listed =
      request.isOwn || isHidden(figure.state) ? [] : rows.filter(each => each.item === (request.item ?? ''))
    const found = await childrenList(reader, scope, { org, treeMonth, cells: listed, part, request })
    return {
      ...answer,
      ...found,
      kind: 'children',
      sum: figure.state === 'value' ? found.sum : null,
      notes: [PROTECTED, ...(hasChildren ? [] : [WITHHELD]), ...found.notes],
    }
  }
  const kind = countsOrgs(part.terms) || part.isStored ? 'orgs' : 'holders'
  if (figure.state !== 'value')
    return { ...answer, kind, rows: [], columns: [], count: 0, sum: null, repeated: 0, notes: [] }

  const days =
    metric.kind === 'computed'
      ? await computedUpTo(reader, metric, window)
      : { from: window.from, to: total?.to ?? window.to }
  const found = await ownersList(reader, {
    metric,
    part,
    frame: {
      org,
      isOwn: request.isOwn === true,
      days,
      ...(treeMonth === undefined ? {} : { treeMonth }),
      ...(request.by ? { by: request.by, item: request.item ?? '' } : {}),
      references,
    },
    request,
  })
  if (part.isAlone) return { ...answer, ...found, kind, figure: stated(found.sum) }
  return {
    ...answer,
    ...found,
    kind,
    notes: [...differenceNotes(figure, found, part, days, window), ...found.notes],
  }
}

const PROTECTED = '此项可能涉及少数人员，为保护个人信息只列到直属下级，显示规则与报表相同。'
const WITHHELD = '此项只向市级及以上提供，不列下级。'

function check(
  metric: Metric,
  part: ListPart | undefined,
  request: ListRequest,
  today: number,
): asserts part is ListPart {
  if (!part)
    throw new TuanshuError('input', `${metric.id} has no ${request.part ?? 'count'} that could be listed`)
  if (request.by && !metric.breakdowns.includes(request.by))
    throw new TuanshuError('input', `${metric.id} cannot be broken down by ${request.by}`)
  if (request.day > today)
    throw new TuanshuError('input', `${formatDay(request.day)} lies ahead of today, ${formatDay(today)}`)
}

/** What the rows tell differently from the figure, and why. */
function differenceNotes(
  figure: StatedFigure,
  { sum }: FoundRows,
  { unit, isStored }: ListPart,
  days: { to: number },
  window: { to: number },
): string[] {
  const notes = days.to < window.to ? [`夜间任务计算到${dayLabel(days.to)}，名单也截至这一天。`] : []
  if (sum === null || figure.value === null || sum === figure.value || isStored) return notes
  return [
    ...notes,
    `名单按目前的记录列出，合计 ${valueWithUnit(sum, unit)}；报表的 ${valueWithUnit(figure.value, unit)} 是先前算出的，此后又有迟到的记录。`,
  ]
}
