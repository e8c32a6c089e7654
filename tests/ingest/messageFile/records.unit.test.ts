import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecordSplitter, type TextRecord } from '../../../ingest/messageFile/records.ts'

const CHUNK = 1_000
const MAX_HELD = 4_000

/** Feeds a text in chunks; says what came out, and the most bytes that were held between two chunks. */
function split(pieces: Iterable<string>, maxHeld = MAX_HELD): { records: TextRecord[]; mostHeld: number } {
  const splitter = new RecordSplitter(maxHeld)
  const records: TextRecord[] = []
  let mostHeld = 0
  for (const piece of pieces) {
    records.push(...splitter.push(Buffer.from(piece)))
    mostHeld = Math.max(mostHeld, splitter.heldBytes)
  }
  records.push(...splitter.finish())
  return { records, mostHeld }
}

function* chunks(count: number, piece: string): Generator<string> {
  for (let i = 0; i < count; i++) yield piece
}

describe('what is held of a record', () => {
  it.each<[string, string, string, string]>([
    ['a line', 'x', 'x'.repeat(CHUNK), '\n'],
    ['a value', '{"a":"', 'x'.repeat(CHUNK), '"}\n'],
    ['an object in a list', '[{"a":"', 'x'.repeat(CHUNK), '"}]\n'],
    ['a value over many lines', '{"a":[', `1,\n${' '.repeat(CHUNK)}`, '1]}\n'],
  ])('stays bounded for %s that is larger than all that may be held', (_, head, piece, tail) => {
    const pieces = [head, ...chunks(100, piece), `${tail}{"b":1}\n`]
    const { records, mostHeld } = split(pieces)
    expect(mostHeld).toBeLessThanOrEqual(MAX_HELD)
    expect(records.map(({ bytes }) => bytes?.toString() ?? null)).toEqual([null, '{"b":1}'])
    expect(records[0]?.length).toBeGreaterThan(100 * CHUNK)
  })

  it('is one element of a list at a time, however long the list', () => {
    const piece = `{"a":"${'x'.repeat(CHUNK)}"},\n`
    const { records, mostHeld } = split(['[\n', ...chunks(1_000, piece), '{}]'])
    expect(records.length).toBe(1_001)
    expect(mostHeld).toBeLessThanOrEqual(CHUNK)
  })

  it('is a row of CSV at a time', () => {
    const splitter = new RecordSplitter(MAX_HELD)
    splitter.readCsv()
    let rows = 0
    for (const piece of chunks(1_000, `"${'x\n'.repeat(CHUNK / 2)}",1\n`)) {
      rows += [...splitter.push(Buffer.from(piece))].length
      expect(splitter.heldBytes).toBe(0)
    }
    expect(rows).toBe(1_000)
  })
})

describe('a value that breaks off', () => {
  const GOOD = '{"ok":1}'

  it.each([
    ['in a text', '{"a":"x'],
    ['behind a member', '{"a":1'],
    ['behind a comma', '{"a":1,'],
    ['behind an object in an object', '{"a":{"b":1}'],
    ['behind an object in a list', '{"a":[{"b":1}'],
  ])('%s does not take the next line with it', (_, broken) => {
    const { records } = split([`${GOOD}\n${broken}\n${GOOD}\n${GOOD}\n`])
    expect(records.map(({ kind, line }) => [kind, line])).toEqual([
      ['json', 1],
      ['broken', 2],
      ['json', 3],
      ['json', 4],
    ])
  })

  it('in a list leaves the elements behind it', () => {
    const { records } = split([`[\n${GOOD},\n{"a":"x\n},\n${GOOD}\n]\n${GOOD}`])
    expect(records.filter(({ kind }) => kind === 'json').map(({ line }) => line)).toEqual([2, 5, 7])
    expect(records.some(({ kind, line }) => kind === 'broken' && line === 3)).toBe(true)
  })

  it('at the end of the text is told', () => {
    expect(split(['{"a":1']).records).toMatchObject([{ kind: 'broken' }])
    expect(split(['[{"a":1}']).records).toMatchObject([{ kind: 'json' }, { kind: 'broken', length: 0 }])
  })
})

describe('the records of a text', () => {
  const asText = ({ records }: ReturnType<typeof split>) =>
    records.map(({ kind, bytes, line }) => [kind, line, bytes?.toString()])

  it('are the same however its bytes arrive', () => {
    const text = fc.string({ unit: fc.constantFrom(...'{}[]",:\\\n\r\t a1', '\ufeff'), maxLength: 60 })
    fc.assert(
      fc.property(text, written => {
        const bytes = Buffer.from(written)
        const splitter = new RecordSplitter(MAX_HELD)
        const records: TextRecord[] = []
        for (const byte of bytes) records.push(...splitter.push(Buffer.of(byte)))
        records.push(...splitter.finish())
        expect(asText({ records, mostHeld: 0 })).toEqual(asText(split([written])))
      }),
      { numRuns: 2_000 },
    )
  })

  it('are the JSON values that were written, on lines, over several lines or in a list', () => {
    const values = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(values, fc.constantFrom(undefined, 2, '\t'), fc.boolean(), (objects, indent, isList) => {
        const written = objects.map(object => JSON.stringify(object, null, indent))
        const text = isList ? JSON.stringify(objects, null, indent) : written.join('\n')
        const { records } = split([text], 1_000_000)
        expect(records.map(({ bytes }) => JSON.parse(bytes?.toString() ?? ''))).toEqual(
          objects.map(object => JSON.parse(JSON.stringify(object))),
        )
      }),
    )
  })
})
