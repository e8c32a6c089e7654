import { canal, envelope, maxwell, ogg } from './formats.ts'
import { debezium, type GuangdongTable, topicOf } from './guangdong.ts'

/** A valid message of a table of guangdong. */
export interface SeedMessage {
  topic: string
  value: string
  key: string
}

const TABLES: readonly GuangdongTable[] = ['tb_org', 'tb_member', 'tb_dues_bill', 'tb_dues_payment']

function rowOf(table: GuangdongTable): { row: Record<string, unknown>; key: string } {
  const message = debezium(table, '2026-05-01', {}, 'c')
  const value: unknown = JSON.parse(String(message.value))
  if (typeof value !== 'object' || value === null || !('after' in value)) throw new Error('no row')
  return { row: Object.fromEntries(Object.entries(value.after ?? {})), key: String(message.key) }
}

const asText = (row: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cell === null ? null : String(cell)]))

/** The row of every table in every format, created, changed and deleted where these differ. */
export function seedMessages(): SeedMessage[] {
  return TABLES.flatMap(table => {
    const { row, key } = rowOf(table)
    const at = { db: 'zhtj', table }
    const named = { database: 'zhtj', table }
    const mysqlType = Object.fromEntries(Object.keys(row).map(name => [name, 'varchar(255)']))
    const fields = Object.keys(row).map(field => ({
      field,
      type: 'string',
      optional: true,
      ...(field.endsWith('_date') ? { name: 'io.debezium.time.Date' } : {}),
    }))
    const schema = {
      type: 'struct',
      fields: ['before', 'after'].map(field => ({ field, type: 'struct', fields })),
    }
    const text = asText(row)
    const keyName = Object.keys(row)[0] ?? ''
    const values: unknown[] = [
      envelope('c', { after: row }, at),
      envelope('u', { before: row, after: row }, { ...at, gtid: 'a:1' }),
      envelope('d', { before: row }, at),
      envelope(
        'u',
        { after: row },
        { ...at, connector: 'postgresql', schema: 'zhtj', sequence: '["5","6"]' },
      ),
      envelope(
        'u',
        { after: row },
        { ...at, connector: 'oracle', schema: 'zhtj', commit_scn: '55', txSeq: 1 },
      ),
      envelope(
        'u',
        { after: row },
        {
          ...at,
          connector: 'sqlserver',
          schema: 'zhtj',
          commit_lsn: '00000027:00000ac0:0007',
          change_lsn: '00000027:00000ac0:0003',
        },
      ),
      { schema, payload: envelope('u', { before: row, after: row }, at) },
      {
        specversion: '1.0',
        id: 'name:gd',
        type: 'io.debezium.connector.mysql.DataChangeEvent',
        iodebeziumop: 'u',
        iodebeziumconnector: 'mysql',
        iodebeziumdb: 'zhtj',
        iodebeziumtable: table,
        iodebeziumtsms: '1777600000000',
        data: { before: row, after: row },
      },
      canal('INSERT', [text, { ...text, [keyName]: '2' }], { ...named, mysqlType }),
      canal('UPDATE', [text], { ...named, mysqlType, old: [{ [keyName]: '9' }], pkNames: [keyName] }),
      canal('DELETE', null, { ...named, mysqlType, old: [text] }),
      canal('UPDATE', [text], { ...named, mysqlType, old: [text], _tidb: { commitTs: 466_000_000 } }),
      maxwell('update', row, {
        ...named,
        old: { [keyName]: 3 },
        position: 'bin.000001:55',
        server_id: 1,
        primary_key_columns: [keyName],
      }),
      maxwell('delete', row, named),
      ogg('U', { before: row, after: row }, { table: `zhtj.${table}`, primary_keys: [keyName] }),
      ogg('D', { before: row }, { table: `zhtj.${table}`, primary_keys: [keyName] }),
      { before: row, after: null, op: 'd' },
      { data: [row], type: 'INSERT' },
      { version: 1, ...named, type: 'UPDATE', commitTs: 466_000_000, buildTs: 1, data: text, old: text },
      {
        schema: {
          dataColumn: [{ name: keyName, type: 'LONG' }],
          primaryKey: [keyName],
          source: { dbType: 'MySQL', dbName: 'zhtj', tableName: table },
        },
        payload: {
          before: { dataColumn: row },
          after: { dataColumn: row },
          sequenceId: '1731663842292000001',
          timestamp: { eventTime: 1_777_600_000_000 },
          op: 'UPDATE_AFTER',
        },
        version: '0.0.1',
      },
      {
        prevStruct: row,
        postStruct: row,
        recordType: 'UPDATE',
        allMetaData: {
          record_primary_key: keyName,
          db: 'zhtj',
          table_name: table,
          timestamp: '1777600000',
          dbType: 'OB_MYSQL',
        },
      },
      {
        meta: { op: 'upd', table: `zhtj.${table}`, time: '2026-05-01T09:00:00', scn: '5' },
        data: row,
        key: row,
      },
      {
        data: row,
        metadata: {
          'record-type': 'data',
          operation: 'update',
          'schema-name': 'zhtj',
          'table-name': table,
          timestamp: '2026-05-01T00:00:00Z',
        },
      },
    ]
    return values.map(value => ({ topic: topicOf(table), value: JSON.stringify(value), key }))
  })
}
