import { expect, test } from 'vitest'
import { readConfig } from '../../../../warehouse/platform/config.ts'
import { createDdl } from '../../../../warehouse/platform/migrate/ddl.ts'
import { readSqlFiles, SQL_DIR } from '../../../../warehouse/platform/migrate/readSqlFiles.ts'

const single = createDdl(readConfig({}))
const cluster = createDdl(
  readConfig({
    CLICKHOUSE_URL: 'http://ch:8123',
    CLICKHOUSE_CLUSTER: 'league',
    CLICKHOUSE_USER: 'owner',
    CLICKHOUSE_PASSWORD: `it's`,
  }),
)

test('one text gives a plain table here and a replicated one on a cluster', () => {
  const text =
    'create table app.t {{on_cluster}} (x UInt8, v UInt8) engine = {{engine.replacing(v)}} order by x settings {{settings.log}}'
  expect(single.render(text, 't.sql')).toBe(
    'create table app.t  (x UInt8, v UInt8) engine = ReplacingMergeTree(v) order by x settings index_granularity = 1024, min_compress_block_size = 16384, max_compress_block_size = 65536, non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1',
  )
  const replicated = cluster.render(text, 't.sql')
  expect(replicated).toContain('create table app.t on cluster `league` (')
  expect(replicated).toContain(
    `ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}', v)`,
  )
  expect(replicated).toContain('replicated_deduplication_window = 10000')
  expect(replicated).not.toContain('non_replicated')
})

test('on a cluster a change log is sharded, other tables are whole on every node', () => {
  expect(cluster.render('{{engine.log}}', 't.sql')).toBe(
    `ReplicatedMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')`,
  )
  expect(cluster.render('{{engine.merge}}', 't.sql')).toBe(
    `ReplicatedMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}')`,
  )
})

test('credentials of dictionaries: a user without a password here, the owner elsewhere', () => {
  expect(single.render('{{credentials}}', 't.sql')).toBe(`user 'dictionary'`)
  expect(cluster.render('{{credentials}}', 't.sql')).toBe(`user 'owner' password 'it\\'s'`)
})

test('an unknown placeholder is an error with file and line', () => {
  expect(() => single.render('create table t\nengine = {{engine.summing}}', 'sql/ads/t.sql')).toThrow(
    'sql/ads/t.sql:2: unknown placeholder {{engine.summing}}',
  )
})

test('every SQL file of the product renders for both', () => {
  const files = readSqlFiles(SQL_DIR, single)
  expect(files.map(({ file }) => file)).toContain('sys/sys_migration.sql')
  expect(readSqlFiles(SQL_DIR, cluster)).toHaveLength(files.length)
  for (const { file, statements } of files) expect(statements, file).not.toHaveLength(0)
})
