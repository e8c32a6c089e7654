import * as losslessJson from 'lossless-json'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { type Description, describeMessage } from '../../../ingest/format/describe.ts'
import { canal, envelope, wrapped } from '../../support/messages/formats.ts'

// the files of the project share their modules: this one loads its own, and leaves none that are mocked
vi.hoisted(() => vi.resetModules())
afterAll(() => {
  vi.resetModules()
})

vi.mock('lossless-json', async original => {
  const real = await original<typeof losslessJson>()
  return { ...real, parse: vi.fn(real.parse) }
})

const ROW = { bill_id: 7, note: 'x' }
const bytes = (part: unknown) =>
  part === null ? null : Buffer.from(typeof part === 'string' ? part : JSON.stringify(part))

/** What is said of a value, with a key or without. */
function say(
  value: unknown,
  known: { key?: unknown; topic?: string; keyColumns?: string[] } = {},
): Description {
  const { key = null, topic = '', keyColumns = [] } = known
  return describeMessage({ key: bytes(key), value: bytes(value), topic }, { keyColumns }).description
}

describe('a message of a feed', () => {
  it('as a bare value tells all that its message says', () => {
    expect(say(envelope('u', { before: ROW, after: { ...ROW, note: 'y' } }))).toEqual({
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
    })
  })

  it('with a key tells what a deletion deletes', () => {
    expect(say(envelope('d', {}), { key: { bill_id: 7 } })).toMatchObject({
      changes: [{ op: 'delete', pk: ['bill_id'], before: { bill_id: 7 } }],
    })
  })

  it('keeps the digits of numbers', () => {
    const text = JSON.stringify(envelope('c', { after: { bill_id: 0 } }))
    expect(say(text.replaceAll('"bill_id":0', '"bill_id":9007199254740993'))).toMatchObject({
      changes: [{ after: { bill_id: '9007199254740993' } }],
    })
  })

  it('is parsed once, and its key once', () => {
    vi.mocked(losslessJson.parse).mockClear()
    say(wrapped({ state: ['', 'open'] }), { key: { bill_id: 7 } })
    say(ROW, { topic: 'gd.bills', keyColumns: ['bill_id'] })
    expect(losslessJson.parse).toHaveBeenCalledTimes(3)
  })

  it('tells what a message without rows is for, or why it cannot be used', () => {
    expect(say(null, { key: { id: 1 } })).toEqual({ control: 'tombstone' })
    expect(say(canal('MHEARTBEAT', null))).toEqual({
      format: 'canal',
      control: 'heartbeat',
    })
    expect(say('{"broken')).toEqual({
      reason: 'malformed_json',
      detail: 'the message is not JSON',
    })
    expect(say(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toMatchObject({
      reason: expect.any(String),
    })
  })

  it('of a bare row is read once its key is known', () => {
    const known = { topic: 'gd.bills', keyColumns: ['bill_id'] }
    expect(say(ROW)).toMatchObject({ reason: 'unknown_format' })
    expect(say({ note: 'x' }, known)).toMatchObject({ reason: 'unknown_format' })
    expect(say(ROW, known)).toMatchObject({
      format: 'debezium-unwrapped',
      changes: [{ schema: 'gd', table: 'bills', pk: ['bill_id'], after: ROW }],
    })
  })

  it('splits a changed key by the columns that are given', () => {
    const update = canal('UPDATE', [{ bill_id: '8' }], { old: [{ bill_id: '7' }], pkNames: null })
    const ops = (keyColumns: string[]) => {
      const found = say(update, { keyColumns })
      return 'changes' in found ? found.changes.map(({ op }) => op) : found
    }
    expect(ops([])).toEqual(['upsert'])
    expect(ops(['bill_id'])).toEqual(['delete', 'upsert'])
  })

  it('warns of nulls that a default may have replaced', () => {
    const message = wrapped({ state: ['', 'open'] })
    const [, after] = message.schema.fields
    for (const field of after?.fields ?? []) Object.assign(field, { default: 'open' })
    expect(say(message)).toMatchObject({
      warning: expect.stringMatching(/^state: .*replace\.null\.with\.default=false$/),
    })
  })
})
