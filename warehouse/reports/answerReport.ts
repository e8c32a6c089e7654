import { definitionText } from '../catalogue/definitionText.ts'
import { breakdownTitle, labelOf } from '../catalogue/labels.ts'
import { listParts } from '../catalogue/listParts.ts'
import { METRICS, type Metric } from '../catalogue/metrics.ts'
import type { Column, MetricColumn, Part } from '../catalogue/reports.ts'
import { relativeChange, shareChange } from '../contract/change.ts'
import { isHidden, type StatedFigure, stated } from '../contract/figureState.ts'
import { orgName } from '../contract/orgName.ts'
import { comparedLabel, periodLabel, windowLabel } from '../contract/periodLabel.ts'
import type { Org } from '../orgs/readOrgs.ts'
import { formatDay } from '../platform/time/day.ts'
import type { AnswerCell, AnswerColumn, AnswerRow, BaseFault, ColumnList, ReportAnswer } from './answer.ts'
import { type Figures, figuresIn, type Seen } from './figures.ts'
import { headlineRunsOf } from './headline.ts'
import { notesOf } from './notes.ts'
import { peersOf, placeOfPeers } from './peers.ts'
import type { ReportReading } from './readReport.ts'
import { columnsFor, rolesOf, windowsOf } from './reportAsks.ts'
import { type Standing, scoreInWords, standingsAmongPeers } from './score.ts'
import { withSiblingRanks } from './siblingRanks.ts'

const NOTHING: AnswerCell = stated(null)
const UNPLACED = '未归属'

/** A row before it has figures. */
type Place = Omit<AnswerRow, 'cells'>

/**
 * The report of a reading. Pure. What the reading hides takes every change, line and remainder with it that would tell it.
 */
export function answerReport(reading: ReportReading): ReportAnswer {
  const { report, rowKind, org, parent, period, basis, asOf, missing, places: ownPlaces = [] } = reading
  const columns = columnsFor(report, rowKind)
  const inRows = figuresIn(reading, 'rows')
  const inTotal = figuresIn(reading, 'total')
  const heads = columns.map(column => headOf(reading, column))

  const places = placesOf(reading)
  const standing = standingsOf(reading, inRows, places)
  const rows = withSiblingRanks(
    columns,
    places.map(
      (place, i): AnswerRow => ({
        ...place,
        cells: columns.map(column => cellOf(reading, inRows, column, place.id, standing[i])),
      }),
    ),
  )
  const total: AnswerRow = {
    id: org.id,
    name: '合计',
    kind: 'total',
    canDrill: false,
    cells: columns.map(column =>
      column.kind === 'metric' && column.rank ? NOTHING : cellOf(reading, inTotal, column, org.id, undefined),
    ),
  }
  const answer: ReportAnswer = {
    report: report.id,
    title: report.title,
    department: report.department,
    remark: [report.score ? scoreInWords(report.score) : '', report.remark ?? ''].join(''),
    org: { id: org.id, name: orgName(parent), level: parent.level },
    rowKind,
    period: {
      grain: period.grain,
      from: formatDay(period.from),
      to: formatDay(period.to),
      label: periodLabel(period),
      isRunning: period.isRunning,
    },
    comparisons: comparisonsOf(reading),
    basis,
    asOf,
    missing: [...missing],
    notes: [],
    headline: '',
    ...(ownPlaces.length > 0 ? { places: [...ownPlaces] } : {}),
    columns: heads,
    rows: [...inOrder(columns, rows.filter(isWorthShowing)), ...unplaced(reading, heads, rows, total)],
    total,
  }
  const noted = { ...answer, notes: notesOf(answer) }
  const headlineRuns = headlineRunsOf(noted)
  return { ...noted, headline: headlineRuns.map(({ text }) => text).join(''), headlineRuns }
}

/** The rows before they have figures: children, then who holds something besides, then the organisation itself. */
function placesOf({ report, rowKind, org, parent, children, others, answers }: ReportReading): Place[] {
  if (rowKind !== 'children') {
    const items = new Set<string>()
    for (const [name, answer] of answers)
      if (name.startsWith('rows ')) for (const { item } of answer.cells) items.add(item)
    return [...items].map(item => ({ id: item, name: labelOf(rowKind, item), kind: 'item', canDrill: false }))
  }
  const rowOf = (each: Org, canDrill: boolean): Place => ({
    id: each.id,
    name: orgName(each),
    kind: 'child',
    canDrill,
  })
  const own: Place = {
    id: parent.level === 1 ? '' : parent.id,
    name: parent.level === 1 ? UNPLACED : `${orgName(parent)}本级`,
    kind: 'own',
    canDrill: false,
  }
  const ranked = (child: Org): Place => {
    const peers = report.score && peersOf(child)
    return { ...rowOf(child, child.type !== 'branch'), ...(peers ? { peers } : {}) }
  }
  const listed = report.score ? [...children].sort((a, b) => placeOfPeers(a) - placeOfPeers(b)) : children
  return [
    ...listed.map(ranked),
    ...[...others.values()].filter(other => other.id !== org.id).map(other => rowOf(other, false)),
    own,
  ]
}

/** Active children are always shown; whatever else only when it holds something. */
function isWorthShowing({ kind, canDrill, cells }: AnswerRow): boolean {
  return (kind === 'child' && canDrill) || cells.some(({ state, value }) => isHidden(state) || Boolean(value))
}

/** The whole instance also counts owners that no tree holds yet: no figure may fall between the rows and the total. */
function unplaced(
  { org, parent }: ReportReading,
  heads: readonly AnswerColumn[],
  rows: readonly AnswerRow[],
  total: AnswerRow,
): AnswerRow[] {
  if (org.id === parent.id) return []
  const cells = heads.map(({ addsUp }, i): AnswerCell => {
    const column = rows.map(row => row.cells[i] ?? NOTHING)
    if (!addsUp) return NOTHING
    const whole = total.cells[i] ?? NOTHING
    if ([...column, whole].some(cell => isHidden(cell.state)))
      return { state: 'suppressed_with', value: null }
    const sum = column.reduce((all, { value }) => all + (value ?? 0), 0)
    return stated((whole.value ?? 0) - sum)
  })
  const row: AnswerRow = { id: '', name: UNPLACED, kind: 'own', canDrill: false, cells }
  return cells.some(({ value }) => Boolean(value)) ? [row] : []
}

/** Within their peers by rank, where there is one; otherwise in the order of the tree. */
function inOrder(columns: readonly Column[], rows: AnswerRow[]): AnswerRow[] {
  const rank = columns.findIndex(({ kind }) => kind === 'rank')
  if (rank < 0) return rows
  const groups = [...new Set(rows.map(({ peers }) => peers))]
  const placeOf = (row: AnswerRow) => row.cells[rank]?.value ?? Number.MAX_SAFE_INTEGER
  return groups.flatMap(peers =>
    rows.filter(row => row.peers === peers).sort((a, b) => placeOf(a) - placeOf(b)),
  )
}

function standingsOf(
  { report }: ReportReading,
  figures: Figures,
  places: readonly Place[],
): (Standing | undefined)[] {
  const { score } = report
  if (!score) return []
  const valuesAt = (id: string) =>
    score.map(({ metric, part, per }) => {
      const column = { kind: 'metric', metric } as const
      const figure = indicatorOf(figures('period', column, id)?.[0], part)
      if (!per || figure.state !== 'value') return figure
      const base = indicatorOf(figures('period', { kind: 'metric', metric: per }, id)?.[0])
      if (base.state !== 'value') return base
      return stated(base.value === 0 ? null : figure.value / base.value)
    })
  return standingsAmongPeers(
    score,
    places.map(({ id, peers }) => ({ peers, values: peers === undefined ? [] : valuesAt(id) })),
  )
}

function indicatorOf(seen: Seen | undefined, part?: Part): StatedFigure {
  return seen ? figureOf(seen, part) : stated(null)
}

function cellOf(
  reading: ReportReading,
  figures: Figures,
  column: Column,
  at: string,
  standing: Standing | undefined,
): AnswerCell {
  if (column.kind !== 'metric') return { ...(standing?.[column.kind] ?? NOTHING) }
  const metric = METRICS.get(column.metric)
  const [own = 'period', ...others] = rolesOf(column)
  const seen = figures(own, column, at)?.[0]
  if (!metric || !seen) return NOTHING
  // what a job found nothing for has no parts either
  const isEmpty = metric.kind === 'computed' && seen.cell.value === null
  const cell: AnswerCell = { ...(isEmpty ? seen.shown : figureOf(seen, column.part)) }
  const isWhole = (column.part ?? 'value') === 'value'
  if (seen.revised !== undefined && isWhole && cell.state === 'value') cell.revised = seen.revised
  for (const role of others) {
    const compared = figures(role, column, at)
    if (role === 'trend') {
      if (compared && ![...compared, seen].some(each => isHidden(each.shown.state)))
        cell.trend = compared.map(each => figureOf(each, column.part))
      continue
    }
    const comparison = role === 'mom' ? 'mom' : 'yoy'
    const fault = baseFaultOf(seen, compared?.[0])
    if (fault) cell.noBase = { ...cell.noBase, [comparison]: fault }
    cell[comparison] =
      !fault && isComparable(metric, reading) ? changeOf(metric, column.part, seen, compared?.[0]) : null
  }
  return cell
}

/** Why the period of a change is no base for it; undefined when it is one, or there is nothing to compare. */
function baseFaultOf(seen: Seen, base: Seen | undefined): BaseFault | undefined {
  if (seen.shown.state !== 'value' || !base) return undefined
  if (base.cell.isPartial) return 'before_data'
  const { state } = base.shown
  return state === 'before_data' || state === 'not_computed' || state === 'unknown_source' ? state : undefined
}

/** What a job computed exists by the month: of a month that runs there is no part to compare with. */
function isComparable(metric: Metric, { period }: ReportReading): boolean {
  return metric.kind !== 'computed' || !period.isRunning
}

function changeOf(metric: Metric, part: Part | undefined, seen: Seen, base: Seen | undefined): number | null {
  const [value, before] = [partOf(seen, part), partOf(base, part)]
  return isShare(metric, part) ? shareChange(value, before) : relativeChange(value, before)
}

function partOf(seen: Seen | undefined, part?: Part): number | null {
  return seen ? figureOf(seen, part).value : null
}

function figureOf({ cell, shown }: Seen, part: Part = 'value'): StatedFigure {
  // a figure without a number has parts only where nothing is all that there is
  if (part === 'value' || (shown.state !== 'value' && shown.state !== 'no_data')) return shown
  const { numerator, denominator } = cell
  if (part === 'numerator') return stated(numerator)
  if (part === 'denominator' || denominator === null || numerator === null) return stated(denominator)
  return stated(denominator - numerator)
}

function isShare({ unit }: Metric, part: Part = 'value'): boolean {
  return unit === '%' && part === 'value'
}

function headOf({ rowKind }: ReportReading, column: Column): AnswerColumn {
  const base = {
    group: column.group ?? '',
    metric: '',
    definition: '',
    compare: [],
    hasTrend: false,
    addsUp: false,
  }
  if (column.kind !== 'metric')
    return { ...base, title: column.title, unit: column.kind === 'score' ? '分' : '名' }
  const metric = METRICS.get(column.metric)
  if (!metric) throw new Error(`metric ${column.metric} is not in the catalogue`)
  const { title, part, by, compare = [], trend, unit, rank } = column
  const list = listOf(column)
  const item = by ? `${breakdownTitle(by.breakdown)}：${labelOf(by.breakdown, by.item)}。` : ''
  return {
    ...base,
    title: title ?? metric.title,
    unit: rank ? '名' : (unit ?? metric.unit),
    metric: metric.id,
    definition: `${title && title !== metric.title ? `${metric.title}。` : ''}${item}${definitionText(metric)}`,
    compare,
    hasTrend: trend ?? false,
    addsUp: !rank && addsUp(metric, part) && rowKind !== 'identity',
    ...(list ? { list } : {}),
  }
}

/** The list behind a column: of what it shows, or of a quotient of the first of its parts. */
function listOf({ metric, part = 'value', by, span = 'period', rank }: MetricColumn): ColumnList | undefined {
  const parts = rank ? [] : listParts(metric)
  const listed = parts.find(({ id }) => id === part) ?? (part === 'value' ? parts[0] : undefined)
  if (!listed) return undefined
  return { part: listed.id, span, ...(by ? { by: by.breakdown, item: by.item } : {}) }
}

function addsUp(metric: Metric, part: Part = 'value'): boolean {
  if (metric.kind === 'computed') return false
  if (metric.kind === 'ratio') return part !== 'value'
  return metric.kind === 'group' || metric.figure.reach !== 'children'
}

function comparisonsOf({ report, rowKind, period }: ReportReading): ReportAnswer['comparisons'] {
  const windows = windowsOf(period)
  const roles = new Set(
    columnsFor(report, rowKind).flatMap(column => (column.kind === 'metric' ? rolesOf(column) : [])),
  )
  const words: ReportAnswer['comparisons'] = {}
  if (roles.has('mom')) words.mom = comparedLabel(period, windows.mom)
  if (roles.has('yoy')) words.yoy = comparedLabel(period, windows.yoy)
  if (roles.has('ytd')) words.ytd = windowLabel(windows.ytd)
  if (roles.has('ytdYoy')) words.ytdYoy = windowLabel(windows.ytdYoy)
  return words
}
