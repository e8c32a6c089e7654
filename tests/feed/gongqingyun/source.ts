import { COMMON_SETTINGS, snapshotData } from '../connectorSettings.ts'
import { startPostgres } from '../postgres.ts'
import type { FeedSource } from '../source.ts'
import { rowsOfGongqingyun } from './rows.ts'

export const gongqingyun: FeedSource = {
  system: 'gongqingyun',
  systemId: 5,
  plugin: 'postgres',
  topicPrefix: 'gqy.yun.',
  markerTable: 'feed_marker',
  start: startPostgres,
  rows: rowsOfGongqingyun,
  connector: (port, _brokers) => ({
    name: 'gongqingyun',
    'connector.class': 'io.debezium.connector.postgresql.PostgresConnector',
    'database.hostname': '127.0.0.1',
    'database.port': String(port),
    'database.user': 'postgres',
    'database.password': 'unused',
    'database.dbname': 'postgres',
    'plugin.name': 'pgoutput',
    'slot.name': 'gqy',
    'publication.name': 'gqy',
    'publication.autocreate.mode': 'filtered',
    'topic.prefix': 'gqy',
    'schema.include.list': 'yun',
    'table.exclude.list': 'yun\\\\.org_gone',
    'signal.data.collection': 'yun.debezium_signal',
    ...COMMON_SETTINGS,
  }),
  schema: 'yun',
  lock: table => `begin; lock table yun.${table} in access exclusive mode;`,
  snapshotSignal: (kind, tables, id) =>
    `insert into yun.debezium_signal values ('${id}', 'execute-snapshot', '${snapshotData(
      kind,
      tables.map(table => `yun.${table}`),
    )}');`,
}
