import type { ClickHouseClient } from '@clickhouse/client'
import { ENTITY_NAMES, type EntityName, logTable, rulesNumber } from '../../warehouse/catalogue/entities.ts'

/**
 * The logs that a rebuild may change. Left out are those without a version that are under today's rules already, unless a
 * rebuild that died has left a table beside them.
 */
export async function logsToRebuild(client: ClickHouseClient): Promise<EntityName[]> {
  const tables = await client.query({
    query:
      "select concat(database, '.', name) as table, comment from system.tables where database = {database:String}",
    query_params: { database: logTable('org').split('.')[0] },
    format: 'JSONEachRow',
  })
  const comments = new Map(
    (await tables.json<{ table: string; comment: string }>()).map(({ table, comment }) => [table, comment]),
  )
  const isCurrent = (entity: EntityName) =>
    comments.get(logTable(entity)) === `rules=${rulesNumber(entity)}` &&
    ![...comments.keys()].some(table => table.startsWith(`${logTable(entity)}_rebuild_`))
  const current = ENTITY_NAMES.filter(isCurrent)
  if (current.length === 0) return [...ENTITY_NAMES]
  const filled = await client.query({
    query: current
      .map(entity => `(select '${entity}' as entity from ${logTable(entity)} where ev = 1 limit 1)`)
      .join(' union all '),
    format: 'JSONEachRow',
  })
  const withVersions = new Set((await filled.json<{ entity: string }>()).map(({ entity }) => entity))
  return ENTITY_NAMES.filter(entity => withVersions.has(entity) || !current.includes(entity))
}
