import type { ClickHouseClient } from '@clickhouse/client'
import type { BulletinEntry, BulletinFigure } from '../catalogue/bulletins.ts'
import { METRICS, type MetricId } from '../catalogue/metrics.ts'
import { type StatedFigure, stated, statedIn } from '../contract/figureState.ts'
import { childrenOf, type Org } from '../orgs/readOrgs.ts'
import type { Scope } from '../orgs/scope.ts'
import { TuanshuError } from '../platform/errors.ts'
import type { Window } from '../platform/time/comparison.ts'
import { dayOf, startOfDay } from '../platform/time/day.ts'
import { ask } from '../query/ask.ts'
import type { MaskedCell } from '../query/suppress.ts'
import type { Ask } from '../query/types.ts'
import { completeAtOf } from '../reports/completeAt.ts'
import { missingInWords, missingWork } from '../reports/outlook.ts'
import { placeOf } from '../reports/place.ts'
import type { ReportClock } from '../reports/readReport.ts'

/** What a bulletin is made of, as reports may show it. */
export interface BulletinReading {
  entry: BulletinEntry
  /** The organisation asked about, and the one whose children are the units: the province for the whole instance. */
  org: Org
  parent: Org
  children: readonly Org[]
  window: Window
  /** Milliseconds since 1970: the figures are of this instant. */
  until: number
  total(figure: string): StatedFigure
  of(figure: string, org: string): StatedFigure
}

/** Why a bulletin cannot be issued yet, in words for the user. */
export class NotIssuable extends TuanshuError {
  override name = 'NotIssuable'
}

/**
 * Reads the figures of a bulletin over a window of days. One that is over is of its end; one that holds today is of the
 * instant up to which the logs are complete. Throws `NotIssuable('conflict')` when the logs do not reach the end of a window
 * that is over, do not reach into one that runs, or jobs have not computed a figure; `TuanshuError` for the organisation.
 */
export async function readBulletin(
  reader: ClickHouseClient,
  scope: Scope,
  { entry, org: id, window }: { entry: BulletinEntry; org: string; window: Window },
  clock: ReportClock,
): Promise<BulletinReading> {
  const { org, parent } = await placeOf(reader, scope, id)
  const today = dayOf(clock.now)
  const figures = Object.values(entry.figures)
  const metrics = figures.flatMap(({ metric }) => METRICS.get(metric) ?? [])
  const asOf = completeAtOf(metrics, clock)
  const end = startOfDay(window.to + 1)
  if (window.to < today ? asOf < end : asOf < startOfDay(window.to))
    throw new NotIssuable('conflict', '数据还没有到齐，到齐后才能发布通报')
  const idsOf = (of: BulletinFigure['of']): MetricId[] => [
    ...new Set(figures.filter(each => (each.of ?? 'subtree') === of).map(({ metric }) => metric)),
  ]
  const base = { ...window, grain: 'all' as const }
  const [ofAll, ofChildren] = [idsOf('subtree'), idsOf('children')]
  const asks: Ask[] = [
    { ...base, name: 'units', metrics: ofAll, org: parent.id, rows: 'children' },
    { ...base, name: 'total', metrics: ofAll, org: org.id, rows: 'total' },
    ...(ofChildren.length > 0
      ? [
          {
            ...base,
            name: 'children',
            metrics: ofChildren,
            org: parent.id,
            rows: 'total' as const,
            by: 'level' as const,
          },
        ]
      : []),
  ]
  const [{ answers }, children] = await Promise.all([
    ask(reader, scope, asks, today, 'report', `bulletin ${entry.id}`),
    childrenOf(reader, scope, parent),
  ])
  const missing = [...answers.values()].flatMap(answer => answer.missing ?? [])
  if (missing.length > 0) {
    const work = await missingWork(missing, clock.readOutlooks)
    throw new NotIssuable('conflict', work.map(missingInWords).join('；'))
  }
  const cellsOf = (name: string) => answers.get(name)?.cells ?? []
  const figureOf = (name: string, cells: readonly MaskedCell[], isIt: (cell: MaskedCell) => boolean) => {
    const figure = entry.figures[name]
    const cell = figure && cells.find(each => each.metric === figure.metric && isIt(each))
    return figure && cell ? partOf(cell, figure) : stated(null)
  }
  const level = String(parent.level + 1)
  return {
    entry,
    org,
    parent,
    children,
    window,
    until: window.to < today ? end : asOf,
    total: name =>
      entry.figures[name]?.of === 'children'
        ? figureOf(name, cellsOf('children'), ({ item }) => item === level)
        : figureOf(name, cellsOf('total'), () => true),
    of: (name, unit) => figureOf(name, cellsOf('units'), ({ org }) => org === unit),
  }
}

function partOf(cell: MaskedCell, { part = 'value' }: BulletinFigure): StatedFigure {
  const shown = statedIn(cell)
  // a figure without a number has parts only where nothing is all that there is
  if (part === 'value' || (shown.state !== 'value' && shown.state !== 'no_data')) return shown
  const { numerator, denominator } = cell
  if (part === 'numerator') return stated(numerator)
  if (part === 'denominator') return stated(denominator)
  return stated(numerator === null || denominator === null ? null : denominator - numerator)
}
