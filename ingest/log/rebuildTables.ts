import { randomBytes } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { type EntityName, entityFile, logTable, rulesNumber } from '../../warehouse/catalogue/entities.ts'
import type { Config } from '../../warehouse/platform/config.ts'
import { createDdl } from '../../warehouse/platform/migrate/ddl.ts'
import { readSqlFiles, SQL_DIR } from '../../warehouse/platform/migrate/readSqlFiles.ts'
import { SEAL } from './encode.ts'

/** The tables that a rebuild makes, exchanges and drops. */
export interface RebuildTables {
  /** Creates the table to fill, from the SQL file of the log, under a name that no other rebuild uses. */
  create(): Promise<string>
  /** Puts the filled table in the place of the log; the former log then has the other's name. */
  exchange(filled: string): Promise<void>
  drop(table: string): Promise<void>
  /**
   * What rebuilds that died have left. A table with a seal was the log once: batches above the seal may stand in it that
   * the new log does not hold. `seal` is null for a table that was only being filled.
   */
  leftovers(): Promise<{ table: string; seal: bigint | null }[]>
}

// the table goes at once: its name and its space must not linger
const DROP_SETTINGS = { max_table_size_to_drop: '0' } as const

export function rebuildTables(client: ClickHouseClient, config: Config, entity: EntityName): RebuildTables {
  const log = logTable(entity)
  const prefix = `${log}_rebuild_`
  const ddl = createDdl(config)
  const onCluster = ddl.render('{{on_cluster}}', 'rebuild')

  return {
    async create() {
      const table = `${prefix}${randomBytes(4).toString('hex')}`
      await client.command({ query: createStatement(config, entity, table) })
      return table
    },
    async exchange(filled) {
      await client.command({ query: `exchange tables ${log} and ${filled} ${onCluster}` })
    },
    async drop(table) {
      await client.command({
        query: `drop table if exists ${table} ${onCluster} sync`,
        clickhouse_settings: DROP_SETTINGS,
      })
    },
    async leftovers() {
      const [database = '', start = ''] = prefix.split('.')
      const found = await client.query({
        query:
          'select name from system.tables where database = {database:String} and startsWith(name, {start:String}) order by name',
        query_params: { database, start },
        format: 'JSONEachRow',
      })
      const names = await found.json<{ name: string }>()
      return Promise.all(
        names.map(async ({ name }) => {
          const table = `${database}.${name}`
          return { table, seal: await lastSeal(client, table) }
        }),
      )
    },
  }
}

async function lastSeal(client: ClickHouseClient, table: string): Promise<bigint | null> {
  const answer = await client.query({
    query: `select toString(max(batch)) as batch from ${table} where ev = 0 and system = 0 and id = 0 and source = '${SEAL}'`,
    format: 'JSONEachRow',
  })
  const [row] = await answer.json<{ batch: string }>()
  return row === undefined || row.batch === '0' ? null : BigInt(row.batch)
}

/** The statement that makes the log, for another table and under today's rules. */
function createStatement(config: Config, entity: EntityName, table: string): string {
  const file = entityFile(entity)
  const [statement = ''] =
    readSqlFiles(SQL_DIR, createDdl(config)).find(one => one.file === file)?.statements ?? []
  const named = statement.replace(
    new RegExp(`(create table if not exists )${logTable(entity)}\\b`),
    `$1${table}`,
  )
  const comment = `comment 'rules=${rulesNumber(entity)}'`
  const made = named.replace(/comment 'rules=\d+'/, comment)
  if (named === statement || !made.includes(comment))
    throw new Error(`sql/${file} does not create ${logTable(entity)} with its rules in the comment`)
  return made
}
