import { z } from 'zod'
import type { AlertRule } from '../../warehouse/catalogue/alertRule.ts'
import { type EntityName, logTable } from '../../warehouse/catalogue/entities.ts'
import { ROOT } from '../../warehouse/orgs/readOrgs.ts'
import { entityBits } from '../../warehouse/orgs/treeShape.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import { ask } from '../../warehouse/query/ask.ts'
import type { Firing, Judgement } from './alert.ts'
import { rowWords } from './alertWords.ts'
import { type Doubt, rowOutcomeOf } from './condition.ts'
import { gradesOf } from './gradesOf.ts'
import type { JudgeContext } from './judgeMetrics.ts'

export type RowRule = AlertRule & { watch: Extract<AlertRule['watch'], { kind: 'rows' }> }

const row = z.tuple([z.string(), z.string(), z.number()])

/** Judges a rule over a row set at the end of a day: what its query yields, at active organisations of its places. */
export async function judgeRows(rule: RowRule, context: JudgeContext): Promise<Judgement> {
  const { reader, day, signal } = context
  const doubt = await whyNot(rule, context)
  if (doubt) return { rule: rule.id, doubt, firing: [], unknown: [] }
  const { conditions, items, sql } = rule.watch
  const { levels, types } = rule.places
  const answer = await reader.query({
    query: `select toString(found.org_id), found.item, found.value
    from (
        ${sqlFile(sql)}
    ) as found
    inner join app.dim_org as org
        on org.org_id = found.org_id
    where org.status = 'active'
        and ({any_level: UInt8} = 1 or org.level in {levels: Array(UInt8)})
        and ({any_type: UInt8} = 1 or org.org_type in {types: Array(String)})
    order by org.position, found.org_id, found.item`,
    query_params: {
      day: formatDay(day),
      ...entityBits(),
      any_level: Number(!levels),
      levels: levels ?? [],
      any_type: Number(!types),
      types: types ?? [],
    },
    format: 'JSONCompactEachRow',
    abort_signal: signal,
    clickhouse_settings: { log_comment: `alert ${rule.id}` },
  })
  const firing: Firing[] = []
  for (const [org, item, value] of z.array(row).parse(await answer.json())) {
    const judged = conditions
      .filter(condition => condition.item === item)
      .map(condition => ({ condition, outcome: rowOutcomeOf(condition, value) }))
    const found = gradesOf({ rule: rule.id, org }, judged, ({ condition, outcome }) => ({
      since: day,
      grain: 'day',
      figure: outcome.figure,
      line: outcome.line,
      words: rowWords(condition, items[item] ?? { title: item, unit: '个' }, outcome),
    }))
    firing.push(...found.firing)
  }
  return { rule: rule.id, firing, unknown: [] }
}

/**
 * Why the rows say nothing: a log that they count was told of nothing by then, or a figure that they need is not a value for
 * the whole instance. Of a log without rows nobody can tell whether it is empty or was never sent.
 */
async function whyNot(rule: RowRule, context: JudgeContext): Promise<Doubt | undefined> {
  const { reader, day, today } = context
  const { entities, needs } = rule.watch
  for (const entity of entities) if (!(await isTold(entity, context))) return 'no_data'
  if (needs.length === 0) return undefined
  const question = { name: 'needs', org: ROOT.id, rows: 'total', grain: 'all', from: day, to: day } as const
  const { answers } = await ask(
    reader,
    { org: ROOT.id },
    [{ ...question, metrics: needs }],
    today,
    'report',
    `alert ${rule.id}`,
  )
  for (const { state } of answers.get('needs')?.cells ?? []) if (state !== 'value') return state
  return undefined
}

async function isTold(entity: EntityName, { reader, day }: JudgeContext): Promise<boolean> {
  const answer = await reader.query({
    query: `select 1 from ${logTable(entity)} where sign != 0 and day <= {day: Date32} limit 1`,
    query_params: { day: formatDay(day) },
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: `alerts: ${entity}` },
  })
  return (await answer.json()).length > 0
}
