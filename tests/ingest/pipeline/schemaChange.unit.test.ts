import { describe, expect, it } from 'vitest'
import { canal, envelope, ogg } from '../../support/messages/formats.ts'
import { story, taker } from '../../support/messages/taken.ts'

const take = taker('shanxi', 'twt_t_bdsq')
const ddl = (sql: string, table = 't_bdsq', type = 'QUERY') =>
  canal(type, null, { database: 'twt', table, isDdl: true, mysqlType: null, pkNames: null, sql })
const dms = (operation: string, table = 't_bdsq') => ({
  control: {},
  metadata: { 'record-type': 'control', operation, 'schema-name': 'twt', 'table-name': table },
})
const dataworks = (op: string, ddlPart?: unknown) => ({
  schema: { dataColumn: [], source: { dbName: 'twt', tableName: 't_bdsq' } },
  payload: { op, ddl: ddlPart },
})
const oms = (ddlType: string, sql: string) => ({
  recordType: 'DDL',
  prevStruct: null,
  postStruct: { ddl: sql },
  allMetaData: { db: 'twt', table_name: 't_bdsq', ddlType },
})
const simple = (type: string, sql: string) => ({
  version: 1,
  type,
  sql,
  commitTs: 5,
  buildTs: 6,
  tableSchema: { schema: 'twt', table: 't_bdsq' },
})

describe('a schema change after which a table holds other rows is refused with that table', () => {
  it.each<[string, unknown]>([
    ['Canal, a partition', ddl('ALTER TABLE t_bdsq TRUNCATE PARTITION p2023', 't_bdsq', 'ALTER')],
    ['Canal, behind a comment', ddl('-- monthly job\nTRUNCATE TABLE t_bdsq')],
    ['Canal, in an executable comment', ddl('/*!50003 TRUNCATE TABLE t_bdsq */')],
    ['Canal, by its type alone', ddl('', 't_bdsq', 'TRUNCATE')],
    [
      'Canal, which names the first of several tables only',
      ddl('DROP TABLE _x_del, t_bdsq', '_x_del', 'ERASE'),
    ],
    ['Canal, replaced', ddl('CREATE OR REPLACE TABLE `twt`.`t_bdsq` (id INT)', 't_bdsq', 'CREATE')],
    ['Canal, renamed away', ddl('RENAME TABLE t_bdsq TO t_bdsq_2025', 't_bdsq_2025', 'RENAME')],
    ['Canal, another one in its place', ddl('RENAME TABLE t_bdsq_v2 TO t_bdsq', 't_bdsq', 'RENAME')],
    [
      'Canal, into a partition of another',
      ddl('ALTER TABLE x EXCHANGE PARTITION p WITH TABLE t_bdsq', 'x', 'ALTER'),
    ],
    ['DRS', canal('DDL', null, { database: 'twt', table: 't_bdsq', sql: 'truncate t_bdsq' })],
    ['TiCDC simple', simple('QUERY', 'ALTER TABLE t_bdsq DROP PARTITION p')],
    ['TiCDC simple, by its type', simple('TRUNCATE', '')],
    ['Debezium', envelope('t', {}, { db: 'twt', table: 't_bdsq' })],
    ['Debezium, of its schema changes', { source: {}, databaseName: 'twt', ddl: 'TRUNCATE TABLE `t_bdsq`' }],
    ['Maxwell, dropped', { type: 'table-drop', database: 'twt', table: 't_bdsq' }],
    [
      'Maxwell, a partition',
      { type: 'table-alter', database: 'twt', table: 't_bdsq', sql: 'alter table t_bdsq drop partition p' },
    ],
    ['OGG', ogg('T', {}, { table: 'twt.t_bdsq' })],
    ['AWS DMS, truncated', dms('truncate-table')],
    ['AWS DMS, renamed', dms('rename-table')],
    ['DataWorks, by its operation', dataworks('ERASE')],
    ['DataWorks, by its statement', dataworks('ALTER', { text: 'ALTER TABLE t_bdsq TRUNCATE PARTITION p' })],
    ['OMS, by its type', oms('TRUNCATE_TABLE', '')],
    ['OMS, by its statement', oms('ALTER_TABLE', 'ALTER TABLE t_bdsq DROP PARTITION p')],
  ])('%s', (_, value) => {
    expect(take(value)).toMatchObject({ refusal: { reason: 'truncate' }, tables: ['twt.t_bdsq'] })
  })

  it.each<[string, unknown]>([
    ['Canal', ddl('DROP DATABASE twt', '')],
    ['Maxwell', { type: 'database-drop', database: 'twt' }],
  ])('%s: that of a database with all of its tables', (_, value) => {
    expect(take(value)).toMatchObject({
      refusal: { reason: 'truncate', detail: expect.stringContaining('drop of twt.*') },
      tables: expect.arrayContaining(['twt.t_bdsq', 'twt.t_tyxx', 'twt.t_zzjg']),
    })
  })

  it('the table may be one of another topic of the system', () => {
    expect(take(ddl('TRUNCATE TABLE t_tyxx', 't_tyxx'))).toMatchObject({
      refusal: { reason: 'truncate' },
      tables: ['twt.t_tyxx'],
    })
  })

  it.each<[string, unknown]>([
    ['the drop of what gh-ost left', ddl('DROP TABLE IF EXISTS _t_bdsq_del', '_t_bdsq_del', 'ERASE')],
    [
      'the swap of gh-ost',
      ddl(
        'rename /* gh-ost */ table `twt`.`t_bdsq` to `twt`.`_t_bdsq_del`, `twt`.`_t_bdsq_gho` to `twt`.`t_bdsq`',
        't_bdsq',
        'RENAME',
      ),
    ],
    [
      'the first half of a swap in two',
      ddl('alter /* gh-ost */ table `twt`.`t_bdsq` rename `_t_bdsq_del`', 't_bdsq', 'ALTER'),
    ],
    [
      'the second',
      ddl('alter /* gh-ost */ table `twt`.`_t_bdsq_gho` rename `t_bdsq`', '_t_bdsq_gho', 'ALTER'),
    ],
    [
      'the swap of pt-online-schema-change',
      ddl(
        'RENAME TABLE `twt`.`t_bdsq` TO `twt`.`_t_bdsq_old`, `twt`.`_t_bdsq_new` TO `twt`.`t_bdsq`',
        't_bdsq',
        'RENAME',
      ),
    ],
    [
      'a table that only begins like a mapped one',
      ddl('TRUNCATE TABLE t_bdsq_test', 't_bdsq_test', 'TRUNCATE'),
    ],
    ['a table of another database', ddl('DROP TABLE other.t_bdsq', 't_bdsq', 'ERASE')],
    ['another database', ddl('DROP DATABASE other', '')],
    [
      'a temporary table of the same name',
      ddl('DROP /*!40005 TEMPORARY */ TABLE IF EXISTS `t_bdsq`', 't_bdsq', 'ERASE'),
    ],
    ['Maxwell: any table', { type: 'table-drop', database: 'twt', table: 'nobody_maps_it' }],
    ['Debezium: any table', envelope('t', {}, { db: 'twt', table: 'nobody_maps_it' })],
    ['OGG: any table', ogg('T', {}, { table: 'twt.nobody_maps_it' })],
    ['AWS DMS: any table', dms('drop-table', 'nobody_maps_it')],
    [
      'Debezium, what its snapshot begins with',
      { source: { snapshot: 'true' }, databaseName: 'twt', ddl: 'DROP TABLE IF EXISTS `twt`.`t_bdsq`' },
    ],
    ['a new column', ddl('ALTER TABLE t_bdsq ADD COLUMN x INT', 't_bdsq', 'ALTER')],
  ])('passes over %s', (_, value) => {
    expect(story(take(value))).toEqual(['nothing'])
  })

  it('counts what it passes over of tables that nobody maps', () => {
    expect(take(ddl('DROP TABLE _t_bdsq_del', '_t_bdsq_del', 'ERASE'))).toEqual({
      changes: [],
      passedOver: { why: 'unmapped_schema_change', rows: 1 },
    })
  })

  it('rows of a ghost table are counted', () => {
    const row = { id: '31', zbid: '7', sqlb: '报到', sqzt: '通过' }
    const value = canal('INSERT', [row], { database: 'twt', table: '_t_bdsq_gho', mysqlType: {} })
    expect(take(value)).toEqual({ changes: [], passedOver: { why: 'ignored_table', rows: 1 } })
    // GoldenGate's system ignores nothing
    const national = taker('national', 'national.ZHTJ.T_ORG')
    expect(story(national(ogg('I', { after: { A: 1 } }, { table: 'ZHTJ._T_ORG_GHO' })))).toEqual([
      'unknown_table',
    ])
  })

  it('a table that is not named could be any', () => {
    expect(take(canal('TRUNCATE', null, { database: '', table: '', isDdl: true, sql: '' }))).toMatchObject({
      refusal: { reason: 'truncate' },
      tables: [],
    })
  })
})
