import { dropLeftovers, replacePartition, withStaged } from '../../warehouse/clickhouse/replacePartition.ts'
import { readPublishedOn } from '../../warehouse/marts/readMonthMart.ts'
import { readCountingRules } from '../../warehouse/orgs/countingRules.ts'
import { MONTH_TREE, partitionOf, writeMonthTree } from '../../warehouse/orgs/monthTree.ts'
import { sqlFile } from '../../warehouse/query/sqlFile.ts'
import { endOf, type Window } from '../../warehouse/time/comparison.ts'
import { addMonths, dayOf, formatDay, monthOf } from '../../warehouse/time/day.ts'
import { isSettled } from '../../warehouse/time/settle.ts'
import type { Job, JobContext, RunOutcome } from '../job.ts'
import { runStatement } from '../runStatement.ts'
import { hasNewDays } from '../windows.ts'
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
    for (const table of [TABLE, REVISIONS, MONTH_TREE])
      await dropLeftovers(context, { writer: WRITER, table })
    const months = endedWithin(window)
    let outcome: RunOutcome = { rows: 0, message: '', hasFaults: false }
    for (const [i, month] of months.entries()) {
      context.progress(i / months.length, formatDay(month).slice(0, 7))
      outcome = join(outcome, await writeMonth(month, context))
    }
    return outcome
  },
}

/** First days of the months that end within a window. */
export function endedWithin({ from, to }: Window): number[] {
  const months: number[] = []
  for (let month = monthOf(from); endOf('month', month) <= to; month = addMonths(month, 1)) months.push(month)
  return months
}

async function writeMonth(month: number, context: JobContext): Promise<RunOutcome> {
  const { app } = context.warehouse
  const today = dayOf(context.now())
  if ((await readPublishedOn(app, month)) !== null) return revise(month, today, context)
  await writeMonthTree(context, WRITER, month, readCountingRules(context.config))
  const rows = await replacePartition(
    context,
    { writer: WRITER, table: TABLE, partition: partitionOf(month) },
    staged => writeMonthFigures(context, month, today, { writer: WRITER, table: staged }),
  )
  if (!isSettled(month, today)) return { rows, message: '', hasFaults: false }
  context.signal.throwIfAborted()
  await publish(app, { month, today, version: monthMart.version, rows })
  return { rows, message: `published ${formatDay(month).slice(0, 7)}`, hasFaults: false }
}

/** The published figures stay; what the logs say by now beside them, where it differs. */
async function revise(month: number, today: number, context: JobContext): Promise<RunOutcome> {
  const rows = await withStaged(context, { writer: WRITER, table: TABLE }, async found => {
    await writeMonthFigures(context, month, today, { writer: WRITER, table: found })
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

function join(a: RunOutcome, b: RunOutcome): RunOutcome {
  return {
    rows: a.rows + b.rows,
    message: [a.message, b.message].filter(Boolean).join('; '),
    hasFaults: a.hasFaults || b.hasFaults,
  }
}
