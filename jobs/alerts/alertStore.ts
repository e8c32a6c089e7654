import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { SEVERITIES } from '../../warehouse/catalogue/alertRule.ts'
import { FIGURE_STATES } from '../../warehouse/contract/figureState.ts'
import { partitionOf } from '../../warehouse/orgs/monthTree.ts'
import { type InsertedRow, insertRows } from '../../warehouse/platform/clickhouse/insertRows.ts'
import { dropLeftovers, replacePartition } from '../../warehouse/platform/clickhouse/replacePartition.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import { formatDay, monthOf } from '../../warehouse/platform/time/day.ts'
import type { JobContext } from '../schedule/job.ts'
import { runStatement } from '../schedule/runStatement.ts'
import { type AlertChange, type AlertState, type Judgement, NO_LINE } from './alert.ts'
import type { Doubt } from './condition.ts'

const WRITER = 'alerts'
const TABLE = 'app.ads_alert'
const NEVER = 0

const doubts = FIGURE_STATES.filter(state => state !== 'value')
const stateRow = z
  .tuple([
    z.string(),
    z.string(),
    z.string(),
    z.enum(SEVERITIES),
    z.number(),
    z.number(),
    z.number(),
    z.number(),
    z.string(),
    z.number(),
    z.enum(['', ...doubts]),
  ])
  .transform(
    ([rule, org, item, severity, raisedOn, since, figure, line, words, escalated, doubt]): AlertState => ({
      rule,
      org,
      item,
      severity,
      raisedOn,
      since,
      figure,
      line,
      words,
      escalatedOn: escalated === NEVER ? null : escalated,
      doubt,
    }),
  )

/** The alerts that were open at the end of a day, in the order of rule and organisation. */
export async function readOpen(client: ClickHouseClient, day: number): Promise<AlertState[]> {
  const answer = await client.query({
    query: sqlFile('alerts_open'),
    query_params: { day: formatDay(day) },
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: 'jobs: open alerts' },
  })
  return z.array(stateRow).parse(await answer.json())
}

/** The last day that was judged, undefined when none was. */
export async function lastJudged(client: ClickHouseClient): Promise<number | undefined> {
  const answer = await client.query({
    query: `select toInt32(max(day)), count() > 0 from ${TABLE}`,
    format: 'JSONCompactEachRow',
  })
  const [found] = z.array(z.tuple([z.number(), z.number()])).parse(await answer.json())
  return found?.[1] ? found[0] : undefined
}

/**
 * Puts the rows of a day in the place of what an earlier run wrote for it, in one step with the days of the month before it.
 * Resolves to the number of changes.
 */
export async function writeDay(
  context: JobContext,
  day: number,
  judgements: readonly Judgement[],
  changes: readonly AlertChange[],
): Promise<number> {
  await dropLeftovers(context, { writer: WRITER, table: TABLE })
  const month = monthOf(day)
  const rows = [
    ...changes.map(change => changeRow(day, change)),
    ...judgements.flatMap(each => judgedRows(day, each)),
  ]
  await replacePartition(
    context,
    { writer: WRITER, table: TABLE, partition: partitionOf(month) },
    async staged => {
      await runStatement(
        context,
        WRITER,
        `insert into ${staged} select * from ${TABLE} where day >= {month: Date32} and day < {day: Date32}`,
        { month: formatDay(month), day: formatDay(day) },
      )
      await insertRows(context.warehouse.app, { table: staged, columns: COLUMNS }, rows, context.signal)
    },
  )
  return changes.length
}

const COLUMNS = [
  'day',
  'rule',
  'org_id',
  'item',
  'kind',
  'sign',
  'severity',
  'raised_on',
  'since',
  'figure',
  'line',
  'words',
  'escalated_on',
  'doubt',
  'number',
]

function changeRow(day: number, { kind, sign, state }: AlertChange): InsertedRow {
  const { rule, org, item, severity, raisedOn, since, figure, line, words, escalatedOn, doubt } = state
  const days = [formatDay(raisedOn), formatDay(since)]
  const escalated = formatDay(escalatedOn ?? NEVER)
  return [
    formatDay(day),
    rule,
    org,
    item,
    kind,
    sign,
    severity,
    ...days,
    figure,
    line,
    words,
    escalated,
    doubt,
    0,
  ]
}

function judgedRows(
  day: number,
  { rule, doubt, isIdle, doubtful = [], firing, unknown }: Judgement,
): InsertedRow[] {
  const never = formatDay(NEVER)
  const row = (kind: string, item: string, number: number): InsertedRow => {
    return [formatDay(day), rule, '0', item, kind, 0, '', never, never, 0, 0, '', never, '', number]
  }
  if (doubt) return [row('unknown', doubt, 0)]
  if (isIdle) return [row('unknown', NO_LINE, 0)]
  const counts = new Map<Doubt, number>()
  for (const { doubt: why } of doubtful) counts.set(why, 0)
  for (const each of unknown) counts.set(each.doubt, (counts.get(each.doubt) ?? 0) + 1)
  return [row('judged', '', firing.length), ...[...counts].map(([why, count]) => row('unknown', why, count))]
}
