import type { ClickHouseClient } from '@clickhouse/client'
import { ENTITIES, logTable } from '../../warehouse/catalogue/entities.ts'
import { LOOKUP_IDS, type LookUp, listOf, lookUpVersions } from './lookUp.ts'
import { type ParentLink, sameSteps, stepsOf } from './parents.ts'
import { rulesOf } from './rules.ts'
import type { Version } from './timeline.ts'

/** Children followed in one batch. */
const CHILDREN = 20_000

/**
 * The keys whose parents changed in the batches `from` (inclusive) to `through` (exclusive) of the parents' log, in pieces:
 * each key at least once. A parent of which the log of the children took nothing new is left out.
 */
export async function* changedChildren(
  log: LookUp,
  link: ParentLink,
  from: bigint,
  through: bigint,
): AsyncGenerator<string[]> {
  const parents = await idsOf(
    log.client,
    `select distinct toString(id) as id from ${logTable(link.parent)}
      where ev = 1 and system = {system:UInt8} and batch >= {from:UInt64} and batch < {through:UInt64} order by id`,
    { system: link.system, from: String(from), through: String(through) },
  )
  const key = log.entity.fields[link.key]?.name
  for (let i = 0; i < parents.length; i += LOOKUP_IDS) {
    const changed = await changedParents(log.client, link, parents.slice(i, i + LOOKUP_IDS), from)
    if (changed.length === 0) continue
    for (let last = '0'; ; ) {
      const children = await idsOf(
        log.client,
        `select toString(id) as id from
          (
              select distinct id from ${log.table}
              where ev = 1 and system = {system:UInt8} and ${key} in ${listOf(changed)} and id > {last:UInt64}
              order by id limit {children:UInt32}
          )`,
        { system: link.system, last, children: CHILDREN },
      )
      if (children.length > 0) yield children
      if (children.length < CHILDREN) break
      last = children.at(-1) ?? last
    }
  }
}

/**
 * Those of the parents that say something else at any batch from `from` on than before it. Every batch counts, not only the
 * last one: a child that was written in between was written with what its parent said then.
 */
async function changedParents(
  client: ClickHouseClient,
  link: ParentLink,
  ids: readonly string[],
  from: bigint,
): Promise<string[]> {
  const entity = ENTITIES[link.parent]
  const rules = rulesOf(entity)
  const timelines = new Map<string, { version: Version; batch: bigint }[]>()
  await lookUpVersions(
    { client, entity, table: logTable(link.parent) },
    link.system,
    ids,
    ({ id, version }, batch) => {
      const timeline = timelines.get(id)
      if (timeline) timeline.push({ version, batch })
      else timelines.set(id, [{ version, batch }])
    },
  )
  const changed: string[] = []
  for (const [id, timeline] of timelines) {
    const stepsAt = (batch: bigint) =>
      stepsOf(
        rules,
        timeline.filter(one => one.batch <= batch).map(({ version }) => version),
        link,
      )
    const before = stepsAt(from - 1n)
    const batches = new Set(timeline.map(one => one.batch).filter(batch => batch >= from))
    if ([...batches].some(batch => !sameSteps(before, stepsAt(batch)))) changed.push(id)
  }
  return changed
}

async function idsOf(
  client: ClickHouseClient,
  query: string,
  params: Record<string, unknown>,
): Promise<string[]> {
  const result = await client.query({
    query,
    query_params: params,
    format: 'JSONEachRow',
    clickhouse_settings: { max_query_size: '16000000' },
  })
  return (await result.json<{ id: string }>()).map(row => row.id)
}
