import { describe, expect, it } from 'vitest'
import { REPLAY_HEADERS, REPLAY_TOPIC } from '../../../ingest/deadletter/deadLetter.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { createPseudonyms } from '../../../ingest/mapping/pseudonyms.ts'
import { decodeMessage, originOf } from '../../../ingest/pipeline/decode.ts'
import { seedMessages } from '../../support/messages/formatSeeds.ts'
import { debezium } from '../../support/messages/guangdong.ts'

const context = {
  mappings: loadMappings(['guangdong']),
  pseudonyms: createPseudonyms(Buffer.alloc(32, 1)),
  maxBytes: 4_000,
}
const ORIGIN = {
  source: 'spool:c/gd.zhtj.tb_dues_bill/0@1',
  topic: 'gd.zhtj.tb_dues_bill',
  epoch: 1,
  offset: 3n,
}

function decode(value: Buffer | string | null, origin = ORIGIN) {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value
  return decodeMessage(
    context,
    { offset: 3n, timestamp: 1_800_000_000_000, key: null, value: bytes, headers: {} },
    origin,
  )
}
const bill = (columns: Record<string, unknown>) =>
  String(debezium('tb_dues_bill', '2026-05-01', columns, 'c').value)
const reasonOf = (outcome: ReturnType<typeof decode>) => 'refusal' in outcome && outcome.refusal.reason

describe('decoding a message', () => {
  it('keeps a key beyond 2^53, and the exact amount', () => {
    const outcome = decode(
      bill({ bill_id: 1, amount_due: '0.29' }).replace('"bill_id":1', '"bill_id":9007199254740993'),
    )
    expect(outcome).toMatchObject({ changes: [{ id: '9007199254740993' }] })
    expect('changes' in outcome && outcome.changes[0]?.version.fields).toContain(29)
  })

  it('takes digits of columns that no mapping names as they come', () => {
    const outcome = decode(bill({ note: 0 }).replace('"note":0', '"note":9007199254740993'))
    expect(outcome).toMatchObject({ changes: [{ id: '1' }] })
  })

  it.each([
    ['malformed_json', '{"broken'],
    ['malformed_json', ''],
    ['malformed_json', Buffer.from('{"name":"\xe9"}', 'latin1')],
    ['unknown_format', Buffer.from([0, 0, 0, 0, 1, 2])],
    ['unknown_format', '{"id":1}'],
    ['unknown_table', bill({}).replace('"table":"tb_dues_bill"', '"table":"tb_other"')],
    ['bad_value', bill({ amount_due: '0.291' })],
    ['bad_value', bill({ amount_due: ['0.29'] })],
    ['bad_value', bill({ bill_month: 'May' })],
    ['bad_value', bill({ branch_id: 1, bill_status: 77 })],
    ['no_key', bill({ bill_id: null })],
    ['no_key', bill({ bill_id: '' })],
    // true must not become row 1
    ['bad_value', bill({ bill_id: true })],
    ['bad_value', bill({ bill_id: { id: 1 } })],
    ['too_large', bill({ note: 'x'.repeat(4_000) })],
  ])('refuses as %s: %.60s', (reason, value) => {
    expect(reasonOf(decode(value))).toBe(reason)
  })

  it('makes the same of a row in whatever format it comes', () => {
    const told = new Map<string, unknown[]>()
    for (const { topic, value } of seedMessages()) {
      const outcome = decode(Buffer.from(value), { ...ORIGIN, topic })
      if ('refusal' in outcome) throw new Error(`${outcome.refusal.detail}: ${value}`)
      const found = outcome.changes.filter(({ version, id }) => version.sent !== 0n && id === '1')
      told.set(topic, [
        ...(told.get(topic) ?? []),
        ...found.map(({ entity, version }) => [entity, version.fields]),
      ])
    }
    expect(told.size).toBe(4)
    for (const [first, ...others] of told.values()) {
      expect(others.length).toBeGreaterThan(12)
      for (const other of others) expect(other).toEqual(first)
    }
  })

  it('never quotes the message in the reason', () => {
    for (const value of ['{"geheim', bill({ amount_due: 'geheim' }), bill({ bill_status: 'geheim' })])
      expect(JSON.stringify(decode(value))).not.toContain('geheim')
  })

  it('says nothing for a tombstone', () => {
    expect(decode(null)).toEqual({ changes: [] })
  })
})

it('a replayed dead letter stands at its first place', () => {
  const headers = {
    [REPLAY_HEADERS.source]: ORIGIN.source,
    [REPLAY_HEADERS.topic]: ORIGIN.topic,
    [REPLAY_HEADERS.epoch]: '1',
    [REPLAY_HEADERS.offset]: '3',
  }
  const message = { offset: 99n, timestamp: 0, key: null, value: null, headers }
  expect(originOf(REPLAY_TOPIC, 'spool:c/tuanshu.replay/0@1', 4, message)).toEqual(ORIGIN)
  expect(originOf('gd.t', 's', 4, message)).toEqual({ source: 's', topic: 'gd.t', epoch: 4, offset: 99n })
})
