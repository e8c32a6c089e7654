import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TuanshuError } from '../../../warehouse/platform/errors.ts'
import { readAll, readEveryWay } from '../../support/messages/messageFile.ts'

const AT = 1_779_249_600_000
const VALUE = '{"op":"c","after":{"id":1}}'
const KEY = '{"id":1}'
const quoted = JSON.stringify(VALUE)

describe('a file', () => {
  const line = `{"key":${KEY},"value":${VALUE}}`
  const one = [KEY, VALUE, null]

  it.each<[string, string | Buffer, unknown[], string[]]>([
    ['with a byte order mark', `\ufeff${line}\n${line}\n`, [one, one], ['key and value']],
    [
      'with Windows line ends and empty lines',
      `\r\n${line}\r\n\r\n${line}\r\n`,
      [one, one],
      ['key and value'],
    ],
    ['of several with marks, joined', `\ufeff${line}\n\ufeff${line}`, [one, one], ['key and value']],
    ['with gzip', gzipSync(`${line}\n${line}\n`), [one, one], ['gzip', 'key and value']],
    [
      'in UTF-16 with a mark',
      Buffer.from(`\ufeff${line}\n`, 'utf16le'),
      [one],
      ['UTF-16LE', 'key and value'],
    ],
    ['in UTF-16 without one', Buffer.from(line, 'utf16le'), [one], ['UTF-16LE', 'key and value']],
    [
      'in UTF-16 of the other order',
      Buffer.from(`\ufeff${line}`, 'utf16le').swap16(),
      [one],
      ['UTF-16BE', 'key and value'],
    ],
    ['with a list of messages', `[${line},${line}]`, [one, one], ['key and value', 'JSON array']],
    [
      'with a list that is pretty-printed',
      JSON.stringify([{ key: 'k', value: { a: [{ b: 1 }] } }, { op: 'c' }], null, 2),
      [
        ['k', expect.stringMatching(/^\{\s+"a": \[/), null],
        [null, '{\n    "op": "c"\n  }', null],
      ],
      ['key and value', 'JSON array', 'values'],
    ],
    [
      'with a list of texts',
      `[ ${quoted}, ${quoted}]`,
      [
        [null, VALUE, null],
        [null, VALUE, null],
      ],
      ['values', 'JSON array'],
    ],
    [
      'with objects that are pretty-printed',
      `${JSON.stringify({ a: { b: 1 } }, null, 2)}\n${JSON.stringify({ c: 1 }, null, '\t')}\n`,
      [
        [null, '{\n  "a": {\n    "b": 1\n  }\n}', null],
        [null, '{\n\t"c": 1\n}', null],
      ],
      ['values', 'JSON over several lines'],
    ],
    [
      'with objects behind one another',
      `${VALUE}${VALUE} ${VALUE}`,
      [1, 2, 3].map(() => [null, VALUE, null]),
      ['values'],
    ],
    [
      'of Kafka UI, as JSON',
      JSON.stringify(
        [
          {
            Value: VALUE,
            Offset: 3,
            Key: KEY,
            Partition: 0,
            Headers: {},
            Timestamp: '2026-05-20T04:00:00.000Z',
          },
        ],
        null,
        '\t',
      ),
      [[KEY, VALUE, AT]],
      ['Kafka UI export', 'JSON array'],
    ],
    [
      'of Kafka UI, with Content',
      JSON.stringify({ Content: VALUE, Offset: 3, Key: KEY, Partition: 0, Timestamp: AT }),
      [[KEY, VALUE, AT]],
      ['Kafka UI export'],
    ],
    [
      'of Kafka UI, which leaves out a null',
      JSON.stringify({ Offset: 3, Key: KEY, Partition: 0, Headers: {}, Timestamp: AT }),
      [[KEY, null, AT]],
      ['Kafka UI export'],
    ],
    [
      'of Kafka UI, as CSV',
      `Value,Offset,Key,Partition,Headers,Timestamp\n"${'{\n"a":"x, ""y"""}'.replaceAll('"', '""')}","3","k","0","{}","2026-05-20T04:00:00.000Z"\r\n"","4","k","0","{}",""\n`,
      [
        ['k', '{\n"a":"x, ""y"""}', AT],
        ['k', null, null],
      ],
      ['CSV export'],
    ],
    [
      'of AKHQ',
      `{"key":"k","value":${quoted},"timestamp":"2026-05-20T12:00:00+08:00","partition":"0","offset":"3","headers":[],"schema":{},"exceptions":[]}`,
      [['k', VALUE, AT]],
      ['key, value and place'],
    ],
    [
      'of Redpanda Console',
      JSON.stringify([
        {
          partitionID: 0,
          offset: 3,
          timestamp: AT,
          key: { payload: 'k', encoding: 'text', isPayloadNull: false, size: 1 },
          value: { payload: { op: 'c' }, encoding: 'json', isPayloadNull: false },
        },
        {
          partitionID: 0,
          offset: 4,
          timestamp: AT,
          key: { payload: 'k', encoding: 'text' },
          value: { payload: '', encoding: 'null', isPayloadNull: true },
        },
      ]),
      [
        ['k', '{"op":"c"}', AT],
        ['k', null, AT],
      ],
      ['Redpanda Console export', 'JSON array'],
    ],
    [
      'of rpk, which leaves out a null',
      `${JSON.stringify({ topic: 't', key: 'k', value: VALUE, timestamp: AT, partition: 0, offset: 3 }, null, 2)}\n${JSON.stringify({ topic: 't', key: 'k', timestamp: AT, partition: 0, offset: 4 }, null, 2)}\n`,
      [
        ['k', VALUE, AT],
        ['k', null, AT],
      ],
      ['key, value and place', 'JSON over several lines'],
    ],
    [
      'with what tools say of themselves',
      `% Auto-selecting Consumer mode\n${VALUE}\nProcessed a total of 1 messages\n`,
      [[null, VALUE, null]],
      ['values'],
    ],
  ])('%s is read', async (_, content, messages, readAs) => {
    const found = await readEveryWay(content)
    expect(found.messages).toEqual(messages)
    expect(found.readAs).toEqual(readAs)
  })

  it('names the line of each message, also behind one over several lines', async () => {
    const { items } = await readEveryWay('{\n"a":1\n}\n\n[\n{"b":1},\n{"c":1}\n]\noops\n')
    expect(items.map(item => item.place)).toEqual(['f:1', 'f:6', 'f:7', 'f:9'])
  })

  it.each<[string, Buffer, string]>([
    ['zstd', Buffer.from('28b52ffd04005900', 'hex'), 'zstd -d'],
    ['zip', Buffer.from('PK\x03\x04\x14\x00'), 'unzip'],
    ['an Avro container', Buffer.from('Obj\x01\x04\x14avro.codec', 'latin1'), 'an Avro container file'],
    [
      'the wire format of a schema registry',
      Buffer.from('000000000702480a', 'hex'),
      'Avro (of a schema registry',
    ],
    ['protobuf', Buffer.from('0a0b08011204757365721a01780000', 'hex'), 'protobuf'],
    ['gzip with zstd inside', gzipSync(Buffer.from('28b52ffd04005900', 'hex')), 'zstd -d'],
  ])('of %s is named once, with what to do', async (_, content, hint) => {
    const { items } = await readEveryWay(content)
    expect(items).toEqual([
      { place: 'f', refusal: { reason: 'unknown_format', detail: expect.stringContaining(hint) } },
    ])
  })

  it('in GBK is refused by name, and never read as other characters', async () => {
    // 团员 in GBK
    const gbk = Buffer.concat([Buffer.from('{"name":"'), Buffer.from('cdc5d4b1', 'hex'), Buffer.from('"}\n')])
    const { messages } = await readEveryWay(Buffer.concat([gbk, Buffer.from(`${VALUE}\n`)]))
    expect(messages).toEqual([expect.stringMatching(/GBK.*iconv -f GBK -t UTF-8/), [null, VALUE, null]])
  })

  it('that was cut in the middle of a character breaks off, and is not called GBK', async () => {
    const cut = Buffer.from('{"name":"团').subarray(0, -1)
    expect((await readEveryWay(cut)).messages).toEqual(['the JSON breaks off'])
  })

  it('with a list that has no end says so', async () => {
    expect((await readEveryWay(`[${VALUE},`)).messages).toEqual([
      [null, VALUE, null],
      'the JSON array breaks off: the file has no end',
    ])
  })

  it('of Redpanda Console as CSV is refused, because its values are spoilt', async () => {
    const csv = 'timestamp,partitionID,offset,key,value,keySize\n1,0,3,k,{"a":1;"b":2},1\n'
    expect((await readEveryWay(csv)).messages[0]).toMatch(/save the messages as JSON/)
  })

  it('with damaged gzip fails with its name', async () => {
    const packed = gzipSync(`${VALUE}\n`.repeat(1000))
    await expect(readAll(packed.subarray(0, -20))).rejects.toThrow('f is a damaged or incomplete gzip file')
  })

  it('is refused where a value is larger than the limit, by the name of the option', async () => {
    const large = JSON.stringify({ key: 1, value: { a: 'x'.repeat(1_100_000) } })
    expect((await readAll(`${large}\n${VALUE}\n`)).items).toEqual([
      {
        place: 'f:1',
        refusal: {
          reason: 'too_large',
          detail: expect.stringMatching(/^11000\d\d bytes; --max-mb allows 1 MB$/),
        },
      },
      expect.objectContaining({ place: 'f:2' }),
    ])
  })

  it('of whatever bytes is read to its end, or refused', async () => {
    const pieces = fc.oneof(
      fc.uint8Array({ maxLength: 20 }),
      fc
        .constantFrom(line, `${KEY}\t${VALUE}`, '[', '"', '{', '\n', '\t', 'Key,Value\n')
        .map(text => Buffer.from(text)),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 8 }), async parts => {
        const content = Buffer.concat(parts)
        const { items } = await readAll(content).catch(error => {
          if (error instanceof TuanshuError) return { items: [] }
          throw error
        })
        for (const item of items) expect(item.place).toMatch(/^f(:\d+)?$/)
      }),
      { numRuns: 500 },
    )
  })
})
