import { dropLeftovers, replacePartition } from '../../warehouse/clickhouse/replacePartition.ts'
import { TuanshuError } from '../../warehouse/errors.ts'
import { partitionOf } from '../../warehouse/orgs/monthTree.ts'
import { LOWEST_LEVEL } from '../../warehouse/query/orgs.ts'
import { sqlFile } from '../../warehouse/query/sqlFile.ts'
import { entityBits, readTreeShapes, type TreeShapes } from '../../warehouse/query/treeShape.ts'
import { endOf, type Window } from '../../warehouse/time/comparison.ts'
import { dayOf, formatDay, monthOf } from '../../warehouse/time/day.ts'
import type { Job, JobContext, RunOutcome } from '../job.ts'
import { runStatement } from '../runStatement.ts'
import { monthlyWindows } from '../windows.ts'
import { compareSystems } from './compareSystems.ts'
import { IDENTITIES, type Identity } from './identities.ts'
import { insertMeasures, WRITTEN } from './replaceMeasures.ts'

const WRITER = 'quality'
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
  version: 2,
  schedule: '20 0 * * *',

  windows: monthlyWindows,

  async run(window, context) {
    const month = monthOf(window.from)
    if (window.to > endOf('month', month))
      throw new TuanshuError('input', 'the identities are checked month by month: name days of one month')
    for (const table of [FINDINGS, MEASURES]) await dropLeftovers(context, { writer: WRITER, table })
    const findings = { writer: WRITER, table: FINDINGS, partition: partitionOf(month) }
    const shapes = await readTreeShapes(context.warehouse.app, [undefined])
    let rows = await replacePartition(context, findings, async staged => {
      for (const [i, identity] of IDENTITIES.entries()) {
        context.progress(i / IDENTITIES.length, identity.name)
        await check(identity, { ...window, from: month }, shapes, context, staged)
      }
    })
    const measures = { writer: WRITER, table: MEASURES, partition: `('${WRITER}', ${partitionOf(month)})` }
    rows += await replacePartition(context, measures, async staged => {
      await runStatement(
        context,
        WRITER,
        `insert into ${staged} (job, month, metric, org_id, item, numerator, denominator, as_of) ${sqlFile('quality_measures')}`,
        {
          month: formatDay(month),
          as_of: formatDay(window.to),
          lowest: LOWEST_LEVEL,
          identities: IDENTITIES.map(({ name }) => name),
          levels: IDENTITIES.map(({ lowest }) => lowest),
        },
      )
      await compareSystems(window, context, staged)
      await insertMeasures(context, { job: WRITER, month, asOf: window.to }, staged, [WRITTEN])
    })
    // that it is written is no figure
    rows--
    return outcomeOf(rows, month, context)
  },
}

async function check(
  identity: Identity,
  window: Window,
  shapes: TreeShapes,
  context: JobContext,
  table: string,
): Promise<void> {
  const shared = {
    month: formatDay(monthOf(window.from)),
    as_of: formatDay(window.to),
    identity: identity.name,
    grade: identity.grade,
  }
  const whyNot = await identity.whyNot(context.warehouse.app, window)
  if (whyNot !== undefined) {
    await context.warehouse.app.insert({
      table,
      format: 'JSONEachRow',
      values: [
        {
          ...shared,
          org_id: '0',
          outcome: 'skipped',
          left_value: 0,
          right_value: 0,
          difference: 0,
          note: whyNot,
        },
      ],
    })
    return
  }
  for (const { sql, values } of identity.sides(window, dayOf(context.now()), shapes)) {
    const levels = Array.from(
      { length: LOWEST_LEVEL - 1 },
      (_, i) => `dictGet('app.org_tree', 'at_level_${i + 2}', sides.org_id)`,
    )
    const org = identity.isByOwner
      ? `arrayJoin(arrayConcat([toUInt64(0)], arrayFilter(place -> place != 0, [${levels.join(', ')}])))`
      : 'sides.org_id'
    await runStatement(
      context,
      WRITER,
      `insert into ${table} (month, org_id, identity, grade, outcome, left_value, right_value, difference, note, as_of)
      select
          {month: Date32} as month,
          ${org} as place,
          {identity: String} as identity,
          {grade: String} as grade,
          if(sum(sides.left_value) = sum(sides.right_value), 'holds', 'fails') as outcome,
          sum(sides.left_value) as all_left,
          sum(sides.right_value) as all_right,
          all_left - all_right as difference,
          sides.note as note,
          {as_of: Date32} as as_of
      from (
          ${sql}
      ) as sides
      group by place, note
      having place = 0 or all_left != all_right`,
      { ...values, ...shared, ...entityBits() },
    )
  }
}

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
