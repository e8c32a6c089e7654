import type { ClickHouseClient } from '@clickhouse/client'
import { type EntityName, rulesNumber } from '../../warehouse/catalogue/entities.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'

/**
 * May this program write into the log? Throws `TuanshuError('conflict')` when the table is not there, was written under
 * other rules (`anyRules`: that does not matter, it is about to be rebuilt), or holds pseudonyms of another secret.
 */
export async function checkLog(
  client: ClickHouseClient,
  log: { entity: EntityName; table: string; keyId: number; anyRules: boolean },
): Promise<void> {
  const { entity, table, keyId, anyRules } = log
  const [database = '', name = ''] = table.split('.')
  const found = await client.query({
    query: 'select comment from system.tables where database = {database:String} and name = {name:String}',
    query_params: { database, name },
    format: 'JSONEachRow',
  })
  const [described] = await found.json<{ comment: string }>()
  if (!described) throw new TuanshuError('conflict', `table ${table} does not exist: run npm run migrate`)
  const rules = `rules=${rulesNumber(entity)}`
  if (described.comment !== rules && !anyRules)
    throw new TuanshuError(
      'conflict',
      `${table} was written under ${described.comment}, this version writes ${rules}: run npm run rebuild -- ${entity}`,
    )
  const keys = await client.query({
    query: `select distinct key_id from ${table} where ev = 0 and system = 0`,
    format: 'JSONEachRow',
  })
  const foreign = (await keys.json<{ key_id: number }>()).find(row => row.key_id !== keyId)
  if (foreign)
    throw new TuanshuError(
      'conflict',
      `${table} holds pseudonyms made with another secret (key id ${foreign.key_id}, ours is ${keyId}): restore the former secret.key, or start an empty warehouse with a new snapshot of the sources`,
    )
}
