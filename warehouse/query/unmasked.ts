import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { ENTITY_NAMES, type EntityName } from '../catalogue/entities.ts'
import { readMonthChildren, readMonthOrgs } from '../orgs/monthTree.ts'
import { childrenOf, type Org, readOrgs } from '../orgs/readOrgs.ts'
import type { Scope } from '../orgs/scope.ts'
import { readTreeShapes, type TreeShape, type TreeShapes } from '../orgs/treeShape.ts'
import { Parameters } from '../platform/clickhouse/parameters.ts'
import { assemble, type PartSums } from './assemble.ts'
import { composeHead, composeLevels, composePart } from './compose.ts'
import { bucketWindow, readDataBegins, withReach } from './dataBegin.ts'
import { readUntold, withoutUntold } from './filledLogs.ts'
import { getOrSet } from './getOrSet.ts'
import { LOG_QUERY_SETTINGS, type LogQuery, queriesOf } from './logQueries.ts'
import { computedOf, type Measured, readMeasures } from './measures.ts'
import { type Part, type Plan, placeKey, plan } from './plan.ts'
import { readToldFields } from './toldFields.ts'
import type { Answer, Answers, Ask } from './types.ts'

/** Answers of one call of which some may have failed. */
export interface SettledAnswers extends Answers {
  /** Why a question has no answer, by its name. */
  failures: ReadonlyMap<string, unknown>
}

/**
 * Answers questions from the logs with all sums, UNMASKED: for jobs that write marts and for what masks by itself. Whoever
 * shows figures takes `ask`.
 *
 * All figures of one log come from one query and so from one snapshot; logs that one figure joins share a query. `today`
 * is the business day of the caller. `route` names the caller in ClickHouse's query log.
 *
 * Throws `TuanshuError`: `forbidden` (an organisation outside the scope), `not_found` (organisation or metric),
 * `input` (a breakdown that the metric does not allow, a range that ends before it begins); else whatever the server
 * threw.
 */
export async function askUnmasked(
  reader: ClickHouseClient,
  scope: Scope,
  asks: readonly Ask[],
  today: number,
  route = 'ask',
): Promise<Answers> {
  const { answers, heads, failures } = await askSettledUnmasked(reader, scope, asks, today, route)
  for (const error of failures.values()) throw error
  return { answers, heads }
}

/** Organisations and children of organisations that the caller has read from the present tree already. */
export interface KnownTree {
  orgs: ReadonlyMap<string, Org>
  children: ReadonlyMap<string, readonly Org[]>
  shape: TreeShape
}

/**
 * As `askUnmasked`, but a log that cannot be read costs only the questions that need it. Wrong questions still throw. `tree` saves
 * reading what the caller knows; the scope is checked all the same.
 */
export async function askSettledUnmasked(
  reader: ClickHouseClient,
  scope: Scope,
  asks: readonly Ask[],
  today: number,
  route = 'ask',
  tree?: KnownTree,
): Promise<SettledAnswers> {
  const [orgs, shapes, told] = await Promise.all([
    readPlaces(reader, scope, asks, tree),
    readShapes(reader, asks, tree),
    readToldFields(reader, new Set(asks.flatMap(({ metrics }) => metrics))),
  ])
  const planned = plan(asks, orgs, today, shapes, told)
  const children = await readChildren(reader, scope, planned, tree)

  const failures = new Map<string, unknown>()
  const measured = readMeasures(
    reader,
    planned.questions.map(question => ({
      ...question,
      children: children.get(placeKey(question.ask)) ?? [],
    })),
    { today, route },
  ).catch((error: unknown) => {
    for (const { ask } of planned.questions)
      if (computedOf(ask.metrics).length > 0) failures.set(ask.name, error)
    return new Map<string, Measured>()
  })
  const untold = readUntold(reader, new Set(planned.questions.flatMap(({ ask }) => ask.metrics)))
  const begun = readDataBegins(reader, new Set(planned.questions.flatMap(({ ask }) => ask.metrics)))
  const sums = new Map<number, PartSums>()
  const heads: Partial<Record<EntityName, string>> = {}
  const failed = new Map<number, unknown>()
  await Promise.all(
    queriesOf(planned.parts).map(async query => {
      const composed = compose(planned.parts, query)
      try {
        const found = await run(reader, composed, query, route)
        for (const [part, partSums] of found.sums) sums.set(part, partSums)
        Object.assign(heads, found.heads)
      } catch (error) {
        for (const part of query.parts) failed.set(part, error)
      }
    }),
  )

  const [computed, begins, without] = await Promise.all([measured, begun, untold])
  const answers = new Map<string, Answer>()
  for (const question of planned.questions) {
    const { name } = question.ask
    const broken = question.sources.flatMap(source => source.sums).find(({ part }) => failed.has(part))
    if (broken) failures.set(name, failed.get(broken.part))
    if (failures.has(name)) continue
    const answer = assemble(question, planned.parts, sums, children.get(placeKey(question.ask)) ?? [])
    const summed = withReach(answer.cells, bucketWindow(question.ask), begins)
    const { cells = [], missing = [] } = computed.get(name) ?? {}
    answers.set(name, {
      ...answer,
      cells: withoutUntold([...summed, ...cells], without),
      ...(missing.length > 0 ? { missing } : {}),
    })
  }
  return { answers, heads, failures }
}

/** The organisation of every question in the tree of the question, by `placeKey`. */
async function readPlaces(
  reader: ClickHouseClient,
  scope: Scope,
  asks: readonly Ask[],
  tree: KnownTree | undefined,
): Promise<Map<string, Org>> {
  const idsOf = (treeMonth: number | undefined) =>
    asks.filter(ask => ask.treeMonth === treeMonth).map(({ org }) => org)
  const places = new Map<string, Org>()
  for (const treeMonth of new Set(asks.map(ask => ask.treeMonth))) {
    const orgs =
      treeMonth === undefined
        ? await readOrgs(reader, scope, idsOf(undefined), tree?.orgs)
        : await readMonthOrgs(reader, scope, treeMonth, idsOf(treeMonth))
    for (const [org, found] of orgs)
      places.set(placeKey(treeMonth === undefined ? { org } : { org, treeMonth }), found)
  }
  return places
}

async function readShapes(
  reader: ClickHouseClient,
  asks: readonly Ask[],
  tree: KnownTree | undefined,
): Promise<TreeShapes> {
  if (!tree)
    return readTreeShapes(
      reader,
      asks.map(ask => ask.treeMonth),
    )
  const months = asks.flatMap(({ treeMonth }) => (treeMonth === undefined ? [] : [treeMonth]))
  return new Map([...(await readTreeShapes(reader, months)), [undefined, tree.shape]])
}

async function readChildren(
  reader: ClickHouseClient,
  scope: Scope,
  { questions }: Plan,
  tree: KnownTree | undefined,
): Promise<Map<string, readonly Org[]>> {
  const wanted = new Map(
    questions
      .filter(({ ask }) => ask.rows === 'children')
      .map(({ ask, org }) => [placeKey(ask), { org, treeMonth: ask.treeMonth }]),
  )
  const read = [...wanted].map(
    async ([key, { org, treeMonth }]): Promise<[string, readonly Org[]]> => [
      key,
      treeMonth === undefined
        ? (tree?.children.get(org.id) ?? (await childrenOf(reader, scope, org)))
        : await readMonthChildren(reader, scope, treeMonth, org),
    ],
  )
  return new Map(await Promise.all(read))
}

// bigger than any part number: the rows that carry the heads of the chains
const HEADS = 60_000

const row = z.tuple([z.number(), z.number(), z.string(), z.string(), z.array(z.string())])

function compose(all: readonly Part[], { parts, logs }: LogQuery): { query: string; parameters: Parameters } {
  const parameters = new Parameters()
  const selects = [
    ...parts.flatMap(index => {
      const part = all[index]
      if (!part) return []
      return [
        part.rows === 'levels'
          ? composeLevels(all, [index], parameters)
          : composePart(part, index, parameters),
      ]
    }),
    ...logs.map(log => composeHead(log, HEADS + ENTITY_NAMES.indexOf(log))),
  ]
  return { query: selects.join('\nunion all\n'), parameters }
}

async function run(
  reader: ClickHouseClient,
  { query, parameters }: ReturnType<typeof compose>,
  { parts }: LogQuery,
  route: string,
): Promise<{ sums: Map<number, PartSums>; heads: Partial<Record<EntityName, string>> }> {
  const answer = await reader.query({
    query,
    query_params: parameters.values,
    format: 'JSONCompactEachRow',
    clickhouse_settings: { ...LOG_QUERY_SETTINGS, log_comment: `query builder: ${route}` },
  })

  const sums = new Map<number, PartSums>(parts.map(part => [part, new Map()]))
  const heads: Partial<Record<EntityName, string>> = {}
  for (const [part, bucket, org, item, values] of z.array(row).parse(await answer.json())) {
    const log = ENTITY_NAMES[part - HEADS]
    if (log) {
      heads[log] = values[0] ?? '0'
      continue
    }
    const byItem = getOrSet(
      getOrSet(sums, part, () => new Map()),
      org,
      () => new Map(),
    )
    getOrSet(byItem, item, () => new Map<number, readonly number[]>()).set(bucket, values.map(Number))
  }
  return { sums, heads }
}
