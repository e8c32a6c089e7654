import { describe, expect, it } from 'vitest'
import { describeLine } from '../../../ingest/format/describe.ts'
import { canal, envelope, wrapped } from '../../support/formats.ts'

const NOTHING = { topic: '', keyColumns: [] }
const ROW = { bill_id: 7, note: 'x' }
const line = (value: unknown) => JSON.stringify(value)

describe('a line of a feed', () => {
  it('as a bare value tells all that its message says', () => {
    expect(describeLine(line(envelope('u', { before: ROW, after: { ...ROW, note: 'y' } })), NOTHING)).toEqual(
      {
        format: 'debezium',
        changes: [
          {
            op: 'upsert',
            opRaw: 'u',
            source: 'mysql',
            db: 'zhtj',
            schema: null,
            table: 'tb_bill',
            pk: null,
            after: { bill_id: 7, note: 'y' },
            before: ROW,
            absent: [],
            snapshot: false,
            sourceTime: '2026-05-01T01:46:40.000Z',
            timePrecision: 's',
            timeMeaning: 'statement',
            position: 'mysql-bin.000003:154:0',
            comparable: true,
          },
        ],
      },
    )
  })

  it.each([
    ['objects', { key: { bill_id: 7 }, value: envelope('d', {}) }],
    ['text', { key: '{"bill_id":7}', value: line(envelope('d', {})) }],
    [
      'objects with more of the message',
      { topic: 't', partition: 0, offset: 5, key: { bill_id: 7 }, value: envelope('d', {}) },
    ],
  ])('as key and value, %s', (_, message) => {
    expect(describeLine(line(message), NOTHING)).toMatchObject({
      changes: [{ op: 'delete', pk: ['bill_id'], before: { bill_id: 7 } }],
    })
  })

  it('keeps the digits of numbers', () => {
    const text = line({ key: { bill_id: 0 }, value: envelope('c', { after: { bill_id: 0 } }) })
    expect(describeLine(text.replaceAll('"bill_id":0', '"bill_id":9007199254740993'), NOTHING)).toMatchObject(
      {
        changes: [{ after: { bill_id: '9007199254740993' } }],
      },
    )
  })

  it('tells what a message without rows is for, or why it cannot be used', () => {
    expect(describeLine(line({ key: { id: 1 }, value: null }), NOTHING)).toEqual({ control: 'tombstone' })
    expect(describeLine(line(canal('MHEARTBEAT', null)), NOTHING)).toEqual({
      format: 'canal',
      control: 'heartbeat',
    })
    expect(describeLine('{"broken', NOTHING)).toEqual({
      reason: 'malformed_json',
      detail: 'the message is not JSON',
    })
    expect(describeLine(`${'['.repeat(100_000)}${']'.repeat(100_000)}`, NOTHING)).toMatchObject({
      reason: expect.any(String),
    })
  })

  it('of a bare row is read once its key is known', () => {
    const known = { topic: 'gd.bills', keyColumns: ['bill_id'] }
    expect(describeLine(line(ROW), NOTHING)).toMatchObject({ reason: 'unknown_format' })
    expect(describeLine(line({ note: 'x' }), known)).toMatchObject({ reason: 'unknown_format' })
    expect(describeLine(line(ROW), known)).toMatchObject({
      format: 'debezium-unwrapped',
      changes: [{ schema: 'gd', table: 'bills', pk: ['bill_id'], after: ROW }],
    })
  })

  it('splits a changed key by the columns that are given', () => {
    const update = line(canal('UPDATE', [{ bill_id: '8' }], { old: [{ bill_id: '7' }], pkNames: null }))
    const ops = (keyColumns: string[]) => {
      const found = describeLine(update, { topic: '', keyColumns })
      return 'changes' in found ? found.changes.map(({ op }) => op) : found
    }
    expect(ops([])).toEqual(['upsert'])
    expect(ops(['bill_id'])).toEqual(['delete', 'upsert'])
  })

  it('warns of nulls that a default may have replaced', () => {
    const message = wrapped({ state: ['', 'open'] })
    const [, after] = message.schema.fields
    for (const field of after?.fields ?? []) Object.assign(field, { default: 'open' })
    expect(describeLine(line(message), NOTHING)).toMatchObject({
      warning: expect.stringMatching(/^state: .*replace\.null\.with\.default=false$/),
    })
  })
})
