import type { Warehouse } from '../../../warehouse/platform/clickhouse/client.ts'

// the record of what was migrated is part of the schema
const KEPT = ['ops.sys_migration']

/** The definitions of all that the databases hold, as one text; the same for engines that hold the same. */
export async function schemaOf({ app }: Warehouse): Promise<string> {
  const answer = await app.query({
    query: `select concat(database, '.', name, ' ', create_table_query) as line
      from system.tables where database in ('app', 'ops')
      union all
      select concat('migrated ', file, ' ', argMax(checksum, applied_at)) as line from ops.sys_migration group by file
      union all
      select concat('user ', name) as line from system.users
      union all
      select concat('database ', name) as line from system.databases
      order by line`,
    format: 'JSONCompactEachRow',
  })
  return (await answer.json<[string]>()).flat().join('\n')
}

/**
 * Takes all rows out of an engine, with the tokens of their inserts, what it logged of itself and what its dictionaries
 * remember. False when its tables are not those of `schema` any more, or something still runs in it.
 */
export async function emptied(warehouse: Warehouse, schema: string): Promise<boolean> {
  const { app } = warehouse
  const list = async (query: string): Promise<string[]> => {
    const answer = await app.query({ query, format: 'JSONCompactEachRow' })
    return (await answer.json<[string]>()).flat()
  }
  if ((await schemaOf(warehouse)) !== schema) return false
  // not those of the user that holds the engine open
  await app.command({
    query: `kill query where user in ('app', 'reader') and query_id != queryID() sync`,
  })
  // parts that are replaced count too: the tokens of their inserts are remembered
  const filled = await list(
    `select distinct concat(database, '.', table) from system.parts where database in ('app', 'ops') order by 1`,
  )
  for (const table of filled.filter(each => !KEPT.includes(each)))
    await app.command({ query: `truncate table ${table}` })
  for (const dictionary of await list(
    `select concat(database, '.', name) from system.dictionaries where database = 'app' and status != 'NOT_LOADED'`,
  )) {
    await app.command({ query: `detach dictionary ${dictionary}` })
    await app.command({ query: `attach dictionary ${dictionary}` })
  }
  await app.command({ query: 'system flush logs' })
  for (const table of await list(
    `select concat(database, '.', name) from system.tables where database = 'system' and name in ('query_log', 'part_log')`,
  ))
    await app.command({ query: `truncate table ${table}` })
  return true
}
