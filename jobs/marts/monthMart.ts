import { readPublished } from '../../warehouse/marts/readMonthMart.ts'
import { readCountingRules } from '../../warehouse/orgs/countingRules.ts'
import { MONTH_TREE, partitionOf, writeMonthTrees } from '../../warehouse/orgs/monthTree.ts'
import {
  dropLeftovers,
  replacePartition,
  swapPartitions,
  withStaged,
} from '../../warehouse/platform/clickhouse/replacePartition.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import { endOf, type Window } from '../../warehouse/platform/time/comparison.ts'
import { addMonths, dayOf, formatDay, monthOf } from '../../warehouse/platform/time/day.ts'
import { isSettled } from '../../warehouse/platform/time/settle.ts'
import type { Job, JobContext, RunOutcome } from '../schedule/job.ts'
import { runStatement } from '../schedule/runStatement.ts'
import { hasNewDays } from '../schedule/windows.ts'
import { RATIOS } from './martMetrics.ts'
import { writeMonthFigures } from './monthFigures.ts'
import { publish } from './publish.ts'

/** Months before the running one that are looked at every night: until they are settled, then for late data. */
const NIGHTLY_MONTHS = 3

const WRITER = 'month_mart'
const TABLE = 'app.ads_org_month'
const REVISIONS = 'app.ads_month_revision'

/**
 * The month mart. A run does every month that ends within its window: one that is not published is written anew, and
 * published once it is settled; of a published one it only writes what differs by now.
 */
export const monthMart: Job = {
  name: WRITER,
  title: '月度汇总',
  version: 1,
  schedule: '10 0 * * *',

  windows(today, since, firstDay) {
    const yesterday = today - 1
    if (firstDay === undefined || !hasNewDays(yesterday, since, firstDay)) return []
    const first = monthOf(since ?? firstDay)
    const nightly = Math.max(monthOf(firstDay), addMonths(yesterday, -NIGHTLY_MONTHS))
    const windows: Window[] = []
    for (let month = first; month < nightly; month = addMonths(month, 1))
      windows.push({ from: month, to: endOf('month', month) })
    return [...windows, { from: nightly, to: yesterday }]
  },

  async run(window, context) {
    return joined(await writeMonths(endedWithin(window), context))
  },

  async runTogether(windows, context) {
    const months = windows.map(endedWithin)
    const outcomes = await writeMonths(months.flat(), context)
    let from = 0
    return months.map(own => {
      const first = from
      from += own.length
      return joined(outcomes.slice(first, from))
    })
  },
}

/** First days of the months that end within a window. */
export function endedWithin({ from, to }: Window): number[] {
  const months: number[] = []
  for (let month = monthOf(from); endOf('month', month) <= to; month = addMonths(month, 1)) months.push(month)
  return months
}

/** Writes months, given as their first days in order. Resolves to what was done of each. */
async function writeMonths(months: readonly number[], context: JobContext): Promise<RunOutcome[]> {
  for (const table of [TABLE, REVISIONS, MONTH_TREE]) await dropLeftovers(context, { writer: WRITER, table })
  const today = dayOf(context.now())
  const published = await readPublished(context.warehouse.app)
  const open = months.filter(month => !published.has(month))
  const rows = new Map<number, number>()
  if (open.length > 0) {
    const counts = await writeOpen(open, today, context)
    open.forEach((month, i) => {
      rows.set(month, counts[i] ?? 0)
    })
  }
  const outcomes: RunOutcome[] = []
  for (const month of months) {
    const written = rows.get(month)
    outcomes.push(
      written === undefined
        ? await revise(month, today, context)
        : await publishSettled(month, today, written, context),
    )
  }
  return outcomes
}

/** Resolves to the numbers of rows of the months. */
async function writeOpen(months: readonly number[], today: number, context: JobContext): Promise<number[]> {
  await writeMonthTrees(context, WRITER, months, readCountingRules(context.config))
  return withStaged(context, { writer: WRITER, table: TABLE }, async staged => {
    await writeMonthFigures(context, months, today, { writer: WRITER, table: staged })
    return swapPartitions(context, { table: TABLE, partitions: months.map(partitionOf) }, staged)
  })
}

async function publishSettled(
  month: number,
  today: number,
  rows: number,
  { warehouse, signal }: JobContext,
): Promise<RunOutcome> {
  if (!isSettled(month, today)) return { rows, message: '', hasFaults: false }
  signal.throwIfAborted()
  await publish(warehouse.app, { month, today, version: monthMart.version, rows })
  return { rows, message: `published ${formatDay(month).slice(0, 7)}`, hasFaults: false }
}

/** The published figures stay; what the logs say by now beside them, where it differs. */
async function revise(month: number, today: number, context: JobContext): Promise<RunOutcome> {
  const rows = await withStaged(context, { writer: WRITER, table: TABLE }, async found => {
    await writeMonthFigures(context, [month], today, { writer: WRITER, table: found })
    return replacePartition(
      context,
      { writer: WRITER, table: REVISIONS, partition: partitionOf(month) },
      staged =>
        runStatement(context, 'month revision', `insert into ${staged} ${sqlFile('month_revision')}`, {
          month: formatDay(month),
          today: formatDay(today),
          ratios: RATIOS,
          // in the client's own database
          found: found.replace(/^app\./, ''),
        }),
    )
  })
  const message =
    rows > 0 ? `${rows} figures of ${formatDay(month).slice(0, 7)} differ from the published ones` : ''
  return { rows, message, hasFaults: false }
}

function joined(outcomes: readonly RunOutcome[]): RunOutcome {
  return {
    rows: outcomes.reduce((sum, { rows }) => sum + rows, 0),
    message: outcomes
      .map(({ message }) => message)
      .filter(Boolean)
      .join('; '),
    hasFaults: outcomes.some(({ hasFaults }) => hasFaults),
  }
}
