import { z } from 'zod'
import type { AlertRule, Comparison, RowCondition } from '../../warehouse/catalogue/alertRule.ts'
import { type EntityName, logTable } from '../../warehouse/catalogue/entities.ts'
import { ROOT } from '../../warehouse/orgs/readOrgs.ts'
import { entityBits } from '../../warehouse/orgs/treeShape.ts'
import { Parameters } from '../../warehouse/platform/clickhouse/parameters.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import { ask } from '../../warehouse/query/ask.ts'
import { predicateSql } from '../../warehouse/query/predicateSql.ts'
import { type Firing, type Judgement, keyOf } from './alert.ts'
import { momentOf, rowWords } from './alertWords.ts'
import { isCovered } from './changesOf.ts'
import { type Doubt, rowOutcomeOf } from './condition.ts'
import { gradesOf } from './gradesOf.ts'
import type { JudgeContext } from './judgeMetrics.ts'
import { drawnAt, isDue, isInForce, linesInForce } from './lines.ts'

export type RowRule = AlertRule & { watch: Extract<AlertRule['watch'], { kind: 'rows' }> }

const row = z.tuple([z.string(), z.string(), z.array(z.number()), z.number(), z.number(), z.string()])

/** Judges a rule over a row set at the end of a day: what its query yields, at active organisations of its places. */
export async function judgeRows(rule: RowRule, context: JudgeContext): Promise<Judgement> {
  const doubt = await whyNot(rule, context)
  if (doubt) return { rule: rule.id, doubt, firing: [], unknown: [] }
  const { items } = rule.watch
  const doubtful = await untoldItems(rule, context)
  const conditions = rule.watch.conditions.filter(
    condition =>
      !doubtful.some(({ item }) => item === condition.item) &&
      isInForce(condition, context.references) &&
      isDue(condition, context.references),
  )
  const firing: Firing[] = []
  for (const [org, item, values, system, level, region_code] of await readRows(rule, conditions, context)) {
    const place = { org_id: org, system, level, region_code }
    const watched = items[item] ?? { title: item, unit: '个' }
    const judged = conditions.flatMap(condition => {
      const found = condition.item === item && drawnAt(condition, watched.unit, place, context.references)
      if (!found) return []
      const drawn = { ...found, is: condition.is }
      const isOpen = isCovered(condition.severity, context.open.get(keyOf({ rule: rule.id, org, item })))
      return [{ condition, outcome: rowOutcomeOf(drawn, values, isOpen) }]
    })
    const found = gradesOf({ rule: rule.id, org }, judged, ({ condition, outcome }) => ({
      since: context.day,
      grain: 'day',
      figure: watched.passes ? momentOf(watched, outcome.figure, context.day) : outcome.figure,
      line: outcome.line,
      words: rowWords(condition, watched, outcome, context.day),
    }))
    firing.push(...found.firing)
  }
  return { rule: rule.id, firing, unknown: [], doubtful }
}

/** What the query yields, by organisation and item, of what lies beyond a line that is in force anywhere. */
async function readRows(
  { id, watch, places: { levels, types } }: RowRule,
  conditions: readonly RowCondition[],
  { reader, day, signal, references }: JudgeContext,
): Promise<z.infer<typeof row>[]> {
  if (conditions.length === 0) return []
  const parameters = new Parameters()
  const lines = conditions.map(condition => ({
    condition,
    inForce: linesInForce(condition, watch.items[condition.item]?.unit ?? '个', references),
  }))
  const beyond = lines.map(({ condition: { item, is }, inForce }) => {
    const isDownwards = is === 'at_most' || is === 'below'
    const loosest = isDownwards ? Math.max(...inForce) : Math.min(...inForce)
    return `found.item = ${parameters.bind(item, 'String')} and found.value ${SYMBOLS[is]} ${parameters.bind(loosest, 'Float64')}`
  })
  const answer = await reader.query({
    query: `select
        toString(found.org_id),
        found.item,
        groupArray(found.value),
        any(org.system),
        any(org.level),
        any(arrayFirst(
            code -> code != '',
            arrayMap(place -> dictGet('app.org_tree', 'region_code', place), arrayReverse(org.path))
        ))
    from (
        ${sqlFile(watch.sql)}
    ) as found
    inner join app.dim_org as org
        on org.org_id = found.org_id
    where org.status = 'active'
        and ({any_level: UInt8} = 1 or org.level in {levels: Array(UInt8)})
        and ({any_type: UInt8} = 1 or org.org_type in {types: Array(String)})
        and (${beyond.join(' or ')})
    group by found.org_id, found.item
    order by any(org.position), found.org_id, found.item`,
    query_params: {
      ...parameters.values,
      day: formatDay(day),
      highest: Math.max(...lines.flatMap(({ inForce }) => inForce)),
      ...entityBits(),
      any_level: Number(!levels),
      levels: levels ?? [],
      any_type: Number(!types),
      types: types ?? [],
    },
    format: 'JSONCompactEachRow',
    abort_signal: signal,
    clickhouse_settings: { log_comment: `alert ${id}` },
  })
  return z.array(row).parse(await answer.json())
}

const SYMBOLS: Readonly<Record<Comparison, string>> = {
  at_least: '>=',
  above: '>',
  at_most: '<=',
  below: '<',
  moves_beyond: '>',
}

/** Items that no source tells anything of. */
async function untoldItems(
  { id, watch }: RowRule,
  { reader, day }: JudgeContext,
): Promise<{ item: string; doubt: Doubt }[]> {
  const untold: { item: string; doubt: Doubt }[] = []
  for (const [item, { told }] of Object.entries(watch.items)) {
    if (!told) continue
    const parameters = new Parameters()
    const answer = await reader.query({
      query: `select 1 from ${logTable(told.entity)}
        where sign != 0 and day <= ${parameters.day(day)} and ${predicateSql(told.where, { entity: told.entity, parameters })}
        limit 1`,
      query_params: parameters.values,
      format: 'JSONCompactEachRow',
      clickhouse_settings: { log_comment: `alert ${id}: ${item}` },
    })
    if ((await answer.json()).length === 0) untold.push({ item, doubt: 'unknown_source' })
  }
  return untold
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
