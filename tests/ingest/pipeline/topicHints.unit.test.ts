import fs from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { createPseudonyms } from '../../../ingest/mapping/pseudonyms.ts'
import { decodeMessage } from '../../../ingest/pipeline/decode.ts'
import { topicHints } from '../../../ingest/pipeline/topicHints.ts'
import { temporaryDir } from '../../support/warehouse.ts'

const place = temporaryDir()
afterAll(() => place.remove())

const SIGNUP = `entity: signup
key: id
fields:
  org_id: { column: org, as: org }
  submitted_on: { column: at, as: date, type: datetime }
`
function mappingsOf(tables: Record<string, string>) {
  const dir = fs.mkdtempSync(path.join(place.dir, 'mappings'))
  fs.mkdirSync(path.join(dir, 'testland'))
  const write = (file: string, text: string) => fs.writeFileSync(path.join(dir, 'testland', file), text)
  write('system.yaml', 'id: 9\nname: testland\ntitle: 测试省\nzone: Asia/Shanghai\n')
  for (const [name, head] of Object.entries(tables)) write(`${name}.yaml`, `${head}${SIGNUP}`)
  return loadMappings(['testland'], [dir])
}

describe('what the mappings of a topic tell its formats', () => {
  it('is the table, its key and its columns', () => {
    const hints = topicHints(mappingsOf({ a: 'table: s.a\ntopics: [t]\n' }), 't')
    expect(hints.only).toEqual({ table: 's.a', keyColumns: ['id'], columns: new Set(['id', 'org', 'at']) })
    expect([hints.find('s.a'), hints.find('s.b')]).toEqual([hints.only, undefined])
    expect(hints.format).toBeNull()
  })

  it('is no table where there are several, or none', () => {
    const mappings = mappingsOf({
      a: 'table: s.a\ntopics: [t]\n',
      b: 'table: s.b\nspace: b\ntopics: [t, u]\n',
    })
    expect(topicHints(mappings, 't').only).toBeNull()
    expect(topicHints(mappings, 'u').only?.table).toBe('s.b')
    expect(topicHints(mappings, 'v').only).toBeNull()
  })

  it('makes bare rows and their null values changes where the mapping says so, and only there', () => {
    const decode = (head: string, value: string | null) =>
      decodeMessage(
        {
          mappings: mappingsOf({ a: head }),
          pseudonyms: createPseudonyms(Buffer.alloc(32, 1)),
          maxBytes: 1_000,
        },
        {
          offset: 1n,
          timestamp: 1_800_000_000_000,
          key: Buffer.from('{"id":7}'),
          value: value === null ? null : Buffer.from(value),
          headers: {},
        },
        { source: 's', topic: 't', epoch: 1, offset: 1n },
      )
    const bare = 'table: s.a\ntopics: [t]\nformat: unwrapped\n'
    const row = '{"id":7,"org":1,"at":"2026-05-01 10:00:00"}'
    expect(decode(bare, row)).toMatchObject({ changes: [{ id: '7', version: { sent: 33n } }] })
    expect(decode(bare, null)).toMatchObject({
      changes: [{ id: '7', version: { sent: 0n }, ods: { op: 'tombstone' } }],
    })
    const other = 'table: s.a\ntopics: [t]\n'
    expect(decode(other, row)).toMatchObject({ refusal: { reason: 'unknown_format' } })
    expect(decode(other, null)).toEqual({ changes: [] })
  })

  it('knows no other format by name: the rest are recognised', () => {
    expect(() => mappingsOf({ a: 'table: s.a\ntopics: [t]\nformat: canal\n' })).toThrow(/a\.yaml:3: format/)
  })
})
