import { describe, expect, it } from 'vitest'
import { decodeFormat } from '../../../ingest/format/decodeFormat.ts'
import { LostDigits } from '../../../ingest/format/json.ts'
import type { SourceChange } from '../../../ingest/format/record.ts'
import { canal, changeOf, envelope, maxwell, ogg } from '../../support/messages/formats.ts'

const ROW = { bill_id: 7 }
const from = (source: object) =>
  changeOf({ value: envelope('u', { after: ROW }, { file: null, pos: null, ...source }) })
const server = (commit_lsn: string, change_lsn: string) =>
  from({ connector: 'sqlserver', schema: 'dbo', commit_lsn, change_lsn })
const oracle = (commit_scn: unknown, txSeq?: unknown) =>
  from({ connector: 'oracle', schema: 'ZHTJ', commit_scn, txSeq })
const yashan = (position_scn: unknown) =>
  from({ connector: 'yashandb', db: '', schema: 'ZHTJ', position_scn })
const tidb = (commit_ts: unknown, cluster_id = 'c1') => from({ connector: 'TiCDC', commit_ts, cluster_id })
const bin = (position: string, server_id = 1) =>
  changeOf({ value: maxwell('update', ROW, { position, server_id }) })
const trail = (pos: unknown) => changeOf({ value: ogg('U', { after: { BILL_ID: 7 } }, { pos }) })
const ticdc = (commitTs: string) =>
  changeOf({
    value: JSON.stringify(canal('UPDATE', [ROW], { _tidb: { commitTs: 0 } })).replace(
      '"commitTs":0',
      `"commitTs":${commitTs}`,
    ),
  })
const dataworks = (sequenceId: string) =>
  changeOf({
    value: {
      schema: {
        dataColumn: [],
        primaryKey: ['bill_id'],
        source: { dbType: 'MySQL', dbName: 'zhtj', tableName: 't' },
      },
      payload: { before: null, after: { dataColumn: ROW }, sequenceId, timestamp: {}, op: 'INSERT' },
      version: '0.0.1',
    },
  })

describe('positions that compare', () => {
  it.each<[string, SourceChange[]]>([
    [
      'SQL Server: by commit, then by change, however the hexadecimal digits fall',
      [
        server('00000027:00000ac0:0007', '00000026:00000fff:0003'),
        server('00000027:00000ac0:0007', '00000027:00000010:0003'),
        server('00000027:00000ac0:0007', '00000027:00000ab0:0001'),
        server('00000027:00000ac0:0008', '00000027:00000001:0001'),
        server('00000028:00000001:0001', '00000028:00000001:0001'),
        server('0000002a:00000001:0001', '0000002a:00000001:0001'),
      ],
    ],
    [
      'Oracle: by commit, then in the transaction',
      [
        oracle('99', '3'),
        oracle('100', 1),
        oracle('100', 2),
        oracle('9007199254740993', 1),
        oracle('9007199254740994', 0),
      ],
    ],
    ['YashanDB, beyond 2^53', [yashan('828249295637925888'), yashan('828249295637925889')]],
    ['TiCDC writing Debezium', [tidb('429918007904436226'), tidb('429918007904436227')]],
    [
      'TiCDC writing canal-json with its extension',
      [ticdc('429918007904436226'), ticdc('429918007904436227')],
    ],
    ['Maxwell, by number', [bin('mysql-bin.999999:900'), bin('mysql-bin.1000000:4')]],
    [
      'OGG, with leading zeros or without',
      [trail('00000000010000002928'), trail('10000002929'), trail('00000000020000000001')],
    ],
    ['DataWorks', [dataworks('1731663842292000001'), dataworks('1731663842292000002')]],
  ])('%s', (_, rising) => {
    const positions = rising.map(({ sourcePos }) => sourcePos)
    expect([...positions].sort((a, b) => (a < b ? -1 : 1))).toEqual(positions)
    expect(new Set(positions).size).toBe(positions.length)
    expect(new Set(rising.map(({ lineage }) => lineage)).size).toBe(1)
    expect(rising[0]?.lineage).not.toBe('')
    for (const position of positions) expect(position < 1n << 128n).toBe(true)
  })

  it('only within one server, database or cluster', () => {
    const lineages = [
      server('00000027:00000ac0:0007', '00000027:00000ac0:0003'),
      oracle('5'),
      yashan('5'),
      tidb('5'),
      tidb('5', 'c2'),
      bin('mysql-bin.000001:5'),
      bin('mysql-bin.000001:5', 2),
      bin('binlog.000001:5'),
      trail('5'),
    ].map(({ lineage }) => lineage)
    expect(new Set(lineages).size).toBe(lineages.length)
  })

  it.each<[string, SourceChange]>([
    ['Canal', changeOf({ value: canal('UPDATE', [ROW]) })],
    [
      'Flink CDC pipeline',
      changeOf({ value: { op: 'c', before: null, after: ROW, source: { db: 'zhtj', table: 't' } } }),
    ],
    ['Maxwell without a position', changeOf({ value: maxwell('update', ROW) })],
    ['PostgreSQL with its LSN alone', from({ connector: 'postgresql', schema: 'public', lsn: 46_523_128 })],
    [
      'PostgreSQL with half a sequence',
      from({ connector: 'postgresql', schema: 'public', sequence: '[null,"5"]' }),
    ],
    ['SQL Server in a snapshot', server('00000027:00000ac0:0007', '')],
    ['Oracle with a commit that is no number', oracle('abc')],
    ['a number that exceeds its bits', oracle('99999999999999999999999')],
    ['a negative number', tidb(-1)],
    ['a server with an endless name', bin(`${'m'.repeat(500)}.000001:5`)],
    [
      'a database with an endless name',
      from({ connector: 'oracle', name: 'm'.repeat(500), commit_scn: '5' }),
    ],
    ['a binlog number that exceeds its bits', bin(`mysql-bin.${'9'.repeat(40)}:5`)],
  ])('are not those of %s', (_, change) => {
    expect(change).toMatchObject({ lineage: '', sourcePos: 0n })
  })

  it('are never read rounded', () => {
    const value = Buffer.from(
      JSON.stringify(
        envelope('u', { after: ROW }, { connector: 'yashandb', schema: 'ZHTJ', position_scn: 0 }),
      ).replace('"position_scn":0', '"position_scn":828249295637925889'),
    )
    const message = { key: null, value, topic: 't' }
    expect(() => decodeFormat(message, JSON.parse)).toThrow(LostDigits)
    expect(changeOf({ value }).sourcePos).toBe(828249295637925889n)
  })
})
