import { partitionOf } from '../../warehouse/orgs/monthTree.ts'
import { LOWEST_LEVEL } from '../../warehouse/orgs/readOrgs.ts'
import { entityBits, readTreeShapes } from '../../warehouse/orgs/treeShape.ts'
import {
  dropLeftovers,
  swapPartitions,
  withStaged,
} from '../../warehouse/platform/clickhouse/replacePartition.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { endOf, type Window } from '../../warehouse/platform/time/comparison.ts'
import { dayOf, formatDay, monthOf } from '../../warehouse/platform/time/day.ts'
import { readFilledLogs } from '../../warehouse/query/filledLogs.ts'
import type { Job, JobContext, RunOutcome } from '../schedule/job.ts'
import { runStatement } from '../schedule/runStatement.ts'
import { monthlyWindows } from '../schedule/windows.ts'
import { compareSystems } from './compareSystems.ts'
import { IDENTITIES, type Identity, type Known } from './identities.ts'
import { COLUMNS, insertWholes } from './replaceMeasures.ts'

const WRITER = 'quality' as const
const FINDINGS = 'app.ads_data_quality'
const MEASURES = 'app.ads_org_measure'

/**
 * Checks the identities of a month. One of grade `stop` that fails does not keep figures from being shown: a wall that goes
 * blank helps nobody, and the fault may be in the source. The run is marked as faulty, the report shows where, and it is
 * for people to hold back what they publish. Where several systems tell of the same persons, they are compared too.
 */
export const quality: Job = {
  name: WRITER,
  title: '数据质量核对',
  version: 4,
  schedule: '20 0 * * *',

  windows: monthlyWindows,

  async run(window, context) {
    const [outcome] = await checkMonths([window], context)
    return outcome ?? 0
  },

  runTogether: checkMonths,
}

async function checkMonths(windows: readonly Window[], context: JobContext): Promise<RunOutcome[]> {
  const months = windows.map(monthOfChecks)
  for (const table of [FINDINGS, MEASURES]) await dropLeftovers(context, { writer: WRITER, table })
  const known = {
    shapes: await readTreeShapes(context.warehouse.app, [undefined]),
    filled: await readFilledLogs(context.warehouse.app),
  }
  const found = await withStaged(context, { writer: WRITER, table: FINDINGS }, async staged => {
    const wholes = windows.map(window => ({ ...window, from: monthOf(window.from) }))
    for (const [i, identity] of IDENTITIES.entries()) {
      context.progress(i / IDENTITIES.length, identity.name)
      await check(identity, wholes, known, context, staged)
    }
    return swapPartitions(context, { table: FINDINGS, partitions: months.map(partitionOf) }, staged)
  })
  const measured = await withStaged(context, { writer: WRITER, table: MEASURES }, async staged => {
    for (const window of windows) {
      await measure(window, context, staged)
      await compareSystems(window, context, staged)
      await measureFreshness(window, context, staged)
      const run = { job: WRITER, month: monthOf(window.from), asOf: window.to }
      await insertWholes(context, [run], staged)
    }
    const partitions = months.map(month => `('${WRITER}', ${partitionOf(month)})`)
    return swapPartitions(context, { table: MEASURES, partitions }, staged)
  })
  const outcomes: RunOutcome[] = []
  for (const [i, month] of months.entries())
    outcomes.push(await outcomeOf((found[i] ?? 0) + (measured[i] ?? 0), month, context))
  return outcomes
}

function monthOfChecks({ from, to }: Window): number {
  const month = monthOf(from)
  if (to <= endOf('month', month)) return month
  throw new TuanshuError('input', 'the identities are checked month by month: name days of one month')
}

async function measure(window: Window, context: JobContext, staged: string): Promise<void> {
  await runStatement(
    context,
    WRITER,
    `insert into ${staged} (${COLUMNS.join(', ')}) ${sqlFile('quality_measures')}`,
    {
      month: formatDay(monthOf(window.from)),
      as_of: formatDay(window.to),
      lowest: LOWEST_LEVEL,
      identities: IDENTITIES.map(({ name }) => name),
      levels: IDENTITIES.map(({ lowest }) => lowest),
    },
  )
}

async function measureFreshness(window: Window, context: JobContext, staged: string): Promise<void> {
  await runStatement(
    context,
    WRITER,
    `insert into ${staged} (${COLUMNS.join(', ')}) ${sqlFile('quality_freshness')}`,
    {
      month: formatDay(monthOf(window.from)),
      as_of: formatDay(window.to),
      until: `${formatDay(window.to + 1)} 00:00:00`,
    },
  )
}

async function check(
  identity: Identity,
  windows: readonly Window[],
  known: Known,
  context: JobContext,
  table: string,
): Promise<void> {
  const { app } = context.warehouse
  const { name, grade } = identity
  const checked: Window[] = []
  const skipped: { window: Window; note: string }[] = []
  for (const window of windows) {
    const note = await identity.whyNot(app, window)
    if (note === undefined) checked.push(window)
    else skipped.push({ window, note })
  }
  if (skipped.length > 0)
    await app.insert({
      table,
      format: 'JSONEachRow',
      values: skipped.map(({ window, note }) => ({
        month: formatDay(window.from),
        as_of: formatDay(window.to),
        identity: name,
        grade,
        org_id: '0',
        outcome: 'skipped',
        left_value: 0,
        right_value: 0,
        difference: 0,
        note,
      })),
    })
  if (checked.length === 0) return
  for (const { sql, values, of } of identity.sides(checked, dayOf(context.now()), known)) {
    const own = of ? [of] : checked
    const levels = Array.from(
      { length: LOWEST_LEVEL - 1 },
      (_, i) => `dictGet('app.org_tree', 'at_level_${i + 2}', sides.org_id)`,
    )
    const org = identity.isByOwner
      ? `arrayJoin(arrayConcat([toUInt64(0)], arrayFilter(place -> place != 0, [${levels.join(', ')}])))`
      : 'sides.org_id'
    const window = of ? '1' : 'sides.place'
    await runStatement(
      context,
      WRITER,
      `insert into ${table} (month, org_id, identity, grade, outcome, left_value, right_value, difference, note, as_of)
      select
          {months: Array(Date32)}[${window}] as month,
          ${org} as org,
          {identity: String} as identity,
          {grade: String} as grade,
          if(sum(sides.left_value) = sum(sides.right_value), 'holds', 'fails') as outcome,
          sum(sides.left_value) as all_left,
          sum(sides.right_value) as all_right,
          all_left - all_right as difference,
          sides.note as note,
          {as_ofs: Array(Date32)}[${window}] as as_of
      from (
          ${sql}
      ) as sides
      group by month, as_of, org, note
      -- a metric of which the month has nothing proves nothing, whichever months are asked together
      having (org = 0 and (sides.note = '' or all_left != 0)) or all_left != all_right`,
      {
        ...values,
        months: own.map(({ from }) => formatDay(from)),
        as_ofs: own.map(({ to }) => formatDay(to)),
        identity: name,
        grade,
        ...entityBits(),
      },
      of ? {} : IN_ORDER,
    )
  }
}

// a log lies in the order of its keys: they are grouped as they are read, however many there are
const IN_ORDER = { optimize_aggregation_in_order: 1 } as const

async function outcomeOf(rows: number, month: number, { warehouse }: JobContext): Promise<RunOutcome> {
  const answer = await warehouse.app.query({
    query: `select identity, toString(any(grade)) as grade, toString(countIf(outcome = 'fails')) as fails, toString(countIf(outcome = 'skipped')) as skipped
      from ${FINDINGS} where month = {month: Date32} group by identity having fails != '0' or skipped != '0' order by identity`,
    query_params: { month: formatDay(month) },
    format: 'JSONEachRow',
  })
  const found = await answer.json<{ identity: string; grade: string; fails: string; skipped: string }>()
  const text = found.map(({ identity, grade, fails }) =>
    fails === '0' ? `${identity} was skipped` : `${identity} (${grade}) fails in ${fails} places`,
  )
  const hasFaults = found.some(({ grade, fails }) => grade === 'stop' && fails !== '0')
  return { rows, message: text.join('; '), hasFaults }
}
