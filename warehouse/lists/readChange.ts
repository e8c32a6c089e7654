import type { ClickHouseClient } from '@clickhouse/client'
import { definitionText } from '../catalogue/definitionText.ts'
import { breakdownTitle, labelOf } from '../catalogue/labels.ts'
import { listParts } from '../catalogue/listParts.ts'
import { METRICS } from '../catalogue/metrics.ts'
import { isToldAt } from '../catalogue/privacy.ts'
import { isHidden, type StatedFigure, stated } from '../contract/figureState.ts'
import { orgName } from '../contract/orgName.ts'
import { comparedLabel, periodLabel, windowLabel } from '../contract/periodLabel.ts'
import { readMonthChildren, readMonthOrgs } from '../orgs/monthTree.ts'
import { childrenOf, findOrgs, type Org } from '../orgs/readOrgs.ts'
import type { Scope } from '../orgs/scope.ts'
import { TuanshuError } from '../platform/errors.ts'
import {
  comparedWith,
  type Period,
  periodOf,
  type Window,
  yearToDate,
  yearToDateBefore,
} from '../platform/time/comparison.ts'
import { dayOf, formatDay } from '../platform/time/day.ts'
import { ask } from '../query/ask.ts'
import type { MaskedAnswer } from '../query/suppress.ts'
import type { Ask } from '../query/types.ts'
import type { ChangeAnswer, ChangeRequest, ContributionRow } from './change.ts'
import { listedPlace } from './listedPlace.ts'
import { partFigure } from './partFigure.ts'
import type { ListClock } from './readList.ts'

const ROLES = ['now', 'before'] as const

/**
 * Which direct children of an organisation made the change of a figure, as reports may show it: hidden where either of its two
 * figures is. Of what does not add up (persons who count once) a row says what is left.
 *
 * Throws as `readList` does; `input` also for the year so far against the period before.
 */
export async function readChange(
  reader: ClickHouseClient,
  scope: Scope,
  request: ChangeRequest,
  clock: ListClock,
): Promise<ChangeAnswer> {
  const metric = METRICS.get(request.metric)
  if (!metric) throw new TuanshuError('not_found', `metric ${request.metric} is not in the catalogue`)
  const parts = listParts(metric.id)
  const part = request.part ? parts.find(({ id }) => id === request.part) : parts[0]
  if (!part || part.isAlone)
    throw new TuanshuError('input', `${metric.id} has no ${request.part ?? 'count'} whose change adds up`)
  const today = dayOf(clock.now)
  if (request.day > today) throw new TuanshuError('input', `${formatDay(request.day)} lies ahead of today`)
  const period = periodOf(request.grain, request.day, today)
  const windows = windowsOf(request, period)
  const { org, treeMonth } = await listedPlace(reader, scope, request, period, metric)
  const hasChildren = isToldAt(metric.id, org.level + 1)
  const asks = ROLES.flatMap((role): Ask[] => {
    const base = {
      metrics: [metric.id],
      org: org.id,
      ...windows[role],
      grain: 'all' as const,
      ...(request.by ? { by: request.by } : {}),
      ...(treeMonth === undefined ? {} : { treeMonth }),
    }
    const total: Ask = { ...base, name: `total ${role}`, rows: 'total' }
    return hasChildren ? [total, { ...base, name: `rows ${role}`, rows: 'children' }] : [total]
  })
  const { answers } = await ask(reader, scope, asks, today, 'report', 'change')
  const figuresOf = (name: string) =>
    figuresIn(answers.get(name), request.item ?? '', cell => partFigure(cell, part))
  const [now = stated(null)] = figuresOf('total now').values()
  const [before = stated(null)] = figuresOf('total before').values()
  const isRunning = metric.kind === 'computed' && period.isRunning
  // of a month that runs a job has computed a part only: there is none to hold it against
  const change = isRunning ? stated(null) : changeOf(now, before)
  const rows =
    change.state === 'value'
      ? await rowsOf(reader, scope, {
          org,
          treeMonth,
          now: figuresOf('rows now'),
          before: figuresOf('rows before'),
          change,
        })
      : []
  return {
    metric: metric.id,
    title: metric.title,
    definition: definitionText(metric),
    unit: part.unit,
    part: part.id,
    parts: parts.map(({ id, title, unit }) => ({ id, title, unit })),
    narrowedTo: request.by ? `${breakdownTitle(request.by)}：${labelOf(request.by, request.item ?? '')}` : '',
    org: { id: org.id, name: orgName(org) },
    period: {
      grain: period.grain,
      from: formatDay(windows.now.from),
      to: formatDay(windows.now.to),
      label: request.span === 'ytd' ? windowLabel(windows.now) : periodLabel(period),
    },
    basis: request.basis ?? 'current',
    asOf: clock.completeAt(metric),
    against: request.against,
    base: request.span === 'ytd' ? windowLabel(windows.before) : comparedLabel(period, windows.before),
    now,
    before,
    change,
    rows,
    notes: isRunning ? ['本期尚未结束，夜间任务只算了一部分，不与上期相比。'] : [],
  }
}

function windowsOf({ span, against }: ChangeRequest, period: Period): Record<(typeof ROLES)[number], Window> {
  if (span !== 'ytd')
    return { now: { from: period.from, to: period.to }, before: comparedWith(period, against) }
  if (against === 'mom')
    throw new TuanshuError('input', 'the year so far is compared with the year before only')
  return { now: yearToDate(period), before: yearToDateBefore(period) }
}

function figuresIn(
  answer: MaskedAnswer | undefined,
  item: string,
  figureOf: (cell: MaskedAnswer['cells'][number]) => StatedFigure,
): Map<string, StatedFigure> {
  const cells = (answer?.cells ?? []).filter(cell => cell.item === item)
  return new Map(cells.map(cell => [cell.org, figureOf(cell)]))
}

/** Nothing is 0 beside something; what is hidden takes the change with it. */
function changeOf(now: StatedFigure, before: StatedFigure): StatedFigure {
  for (const figure of [now, before]) {
    if (isHidden(figure.state)) return { state: 'suppressed_with', value: null }
    if (figure.state !== 'value' && figure.state !== 'no_data') return figure
  }
  return stated((now.value ?? 0) - (before.value ?? 0))
}

async function rowsOf(
  reader: ClickHouseClient,
  scope: Scope,
  {
    org,
    treeMonth,
    now,
    before,
    change,
  }: {
    org: Org
    treeMonth: number | undefined
    now: ReadonlyMap<string, StatedFigure>
    before: ReadonlyMap<string, StatedFigure>
    change: StatedFigure
  },
): Promise<ContributionRow[]> {
  const children =
    treeMonth === undefined
      ? await childrenOf(reader, scope, org)
      : await readMonthChildren(reader, scope, treeMonth, org)
  const known = new Map([org, ...children].map(each => [each.id, each]))
  const ids = [...new Set([...now.keys(), ...before.keys()])]
  const others = ids.filter(id => id !== '' && !known.has(id))
  const found =
    treeMonth === undefined
      ? await findOrgs(reader, scope, others)
      : await readMonthOrgs(reader, scope, treeMonth, others)
  for (const [id, each] of found) known.set(id, each)
  const rows = ids.map((id): ContributionRow => {
    const each = known.get(id)
    const isOwn = id === org.id || id === ''
    const [is, was] = [now.get(id) ?? stated(null), before.get(id) ?? stated(null)]
    return {
      org: { id, name: each ? `${orgName(each)}${isOwn ? '本级' : ''}` : '未归属' },
      kind: isOwn ? 'own' : 'child',
      now: is,
      before: was,
      change: changeOf(is, was),
    }
  })
  const hasHidden = rows.some(row => row.change.state !== 'value')
  const rest = (change.value ?? 0) - rows.reduce((sum, row) => sum + (row.change.value ?? 0), 0)
  const none = stated(null)
  const left: ContributionRow[] =
    hasHidden || rest === 0
      ? []
      : [{ org: { id: '', name: '重复计数等' }, kind: 'rest', now: none, before: none, change: stated(rest) }]
  return [...rows, ...left]
    .filter(row => row.change.value !== 0)
    .sort((a, b) => Math.abs(b.change.value ?? 0) - Math.abs(a.change.value ?? 0))
}
