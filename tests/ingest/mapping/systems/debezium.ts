import type { Row } from '../../../../ingest/format/record.ts'
import type { Mapping } from '../../../../ingest/mapping/mapping.ts'

/** A row as a plain Debezium message: key and value. */
export function debeziumOf(
  connector: string,
  mapping: Mapping,
  row: Row,
  at: number,
): { key: Buffer; value: Buffer } {
  const [space = '', table = ''] = mapping.table.split('.')
  const place = connector === 'postgresql' ? { db: 'gongqing', schema: space } : { db: space }
  const source = {
    version: '2.7.0.Final',
    connector,
    name: 'x',
    ts_ms: at,
    snapshot: 'false',
    ...place,
    table,
  }
  return {
    key: Buffer.from(JSON.stringify(Object.fromEntries(mapping.key.map(column => [column, row[column]])))),
    value: Buffer.from(JSON.stringify({ before: null, after: row, source, op: 'u', ts_ms: at })),
  }
}
