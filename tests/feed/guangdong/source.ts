import { COMMON_SETTINGS, snapshotData } from '../connectorSettings.ts'
import { startMariadb } from '../mariadb.ts'
import type { FeedSource } from '../source.ts'
import { rowsOfGuangdong } from './rows.ts'

export const guangdong: FeedSource = {
  system: 'guangdong',
  systemId: 1,
  plugin: 'mariadb',
  topicPrefix: 'gd.zhtj.',
  markerTable: 'tb_feed_marker',
  start: startMariadb,
  rows: rowsOfGuangdong,
  connector: (port, brokers) => ({
    name: 'guangdong',
    'connector.class': 'io.debezium.connector.mariadb.MariaDbConnector',
    'database.hostname': '127.0.0.1',
    'database.port': String(port),
    'database.user': 'dbz',
    'database.password': 'dbz',
    'database.ssl.mode': 'disable',
    'database.server.id': '4711',
    'topic.prefix': 'gd',
    'database.include.list': 'zhtj',
    'table.include.list': 'zhtj\\\\.tb_.*,zhtj\\\\.debezium_signal',
    'signal.data.collection': 'zhtj.debezium_signal',
    // the run holds a table for as long as it takes to break a snapshot off
    'snapshot.lock.timeout.ms': '600000',
    'schema.history.internal.kafka.bootstrap.servers': brokers,
    'schema.history.internal.kafka.topic': 'schema-history.gd',
    ...COMMON_SETTINGS,
  }),
  schema: 'zhtj',
  lock: table => `lock tables zhtj.${table} write;`,
  snapshotSignal: (kind, tables, id) =>
    `insert into zhtj.debezium_signal values ('${id}', 'execute-snapshot', '${snapshotData(
      kind,
      tables.map(table => `zhtj.${table}`),
    )}');`,
}
