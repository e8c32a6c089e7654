import { describe, expect, it } from 'vitest'
import { plain, readEveryWay } from '../../support/messages/messageFile.ts'

const AT = 1_779_249_600_000
const VALUE = '{"op":"c","after":{"id":1}}'
const KEY = '{"id":1}'
const quoted = JSON.stringify(VALUE)

describe('a line of a file', () => {
  it.each([
    [
      'key, value and time',
      '{"key":{"id":1},"value":{"op":"c"},"timestamp":7}',
      ['{"id":1}', '{"op":"c"}', 7],
    ],
    ['text as it is', '{"key":"k","value":"not { json"}', ['k', 'not { json', null]],
    ['a tombstone', '{"key":{"id":1},"value":null}', ['{"id":1}', null, null]],
    [
      'a wrapper with fields that nobody knows',
      `{"key":null,"value":${VALUE},"timestampType":"CREATE_TIME","x":1}`,
      [null, VALUE, null],
    ],
    ['a bare value', VALUE, [null, VALUE, null]],
    ['a bare value with a column called value', '{"op":"c","value":1}', [null, '{"op":"c","value":1}', null]],
    [
      'a row with columns called key and value',
      '{"id":1,"key":"theme","value":"dark"}',
      [null, '{"id":1,"key":"theme","value":"dark"}', null],
    ],
    [
      'a Kafka Connect wrapper',
      '{"schema":null,"payload":{"a":1}}',
      [null, '{"schema":null,"payload":{"a":1}}', null],
    ],
    [
      'a logical message of Debezium',
      '{"op":"m","ts_ms":1,"source":{},"message":{"content":"eA=="}}',
      [null, '{"op":"m","ts_ms":1,"source":{},"message":{"content":"eA=="}}', null],
    ],
    ['a list', '[1]', [null, '[1]', null]],
    ['what is no JSON', 'oops', [null, 'oops', null]],
    [
      'digits that a double would lose',
      '{"value":{"id":18446744073709551615,"price":1.10}}',
      [null, '{"id":18446744073709551615,"price":1.10}', null],
    ],
    [
      'bytes in base64',
      `{"key":"k","value_base64":"${Buffer.from(VALUE).toString('base64')}"}`,
      ['k', VALUE, null],
    ],
    [
      'bytes in an encoding that is named',
      `{"value":"${Buffer.from(VALUE).toString('base64')}","encoding":"base64"}`,
      [null, VALUE, null],
    ],
    ['key and value of the console consumer', `${KEY}\t${VALUE}`, [KEY, VALUE, null]],
    [
      'a key of Maxwell that is a list',
      `["zhtj","t",[{"id":1}]]\t${VALUE}`,
      ['["zhtj","t",[{"id":1}]]', VALUE, null],
    ],
    ['a tombstone of the console consumer', `${KEY}\tnull`, [KEY, null, null]],
    [
      'all that the console consumer can print',
      `CreateTime:${AT}\tPartition:0\tOffset:1\th:v\t${KEY}\t${VALUE}`,
      [KEY, VALUE, AT],
    ],
    [
      'its line without headers and key',
      `LogAppendTime:${AT}\tPartition:0\tNO_HEADERS\t${VALUE}`,
      [null, VALUE, AT],
    ],
    ['its line without a time', `NO_TIMESTAMP\tnull\t${VALUE}`, [null, VALUE, null]],
    ['a value with tabs in it', `${KEY}\t{"a":\t{"b":1}}`, [KEY, '{"a":\t{"b":1}}', null]],
  ])('is read as %s', async (_, line, expected) => {
    expect((await readEveryWay(line)).messages).toEqual([expected])
  })

  it('keeps headers and topic', async () => {
    const kcat = `{"topic":"t","partition":0,"offset":4,"tstype":"create","ts":${AT},"broker":1,"headers":["a","b"],"key":"${'k'}","payload":${quoted}}`
    const { items, readAs } = await readEveryWay(`${kcat}\n% Reached end of topic t [0] at offset 5\n`)
    expect(items).toEqual([
      {
        place: 'f:1',
        message: {
          key: Buffer.from('k'),
          value: Buffer.from(VALUE),
          topic: 't',
          timestamp: AT,
          headers: { a: 'b' },
        },
      },
    ])
    expect(readAs).toEqual(['kcat -J'])
  })

  it.each([
    ['a value that breaks off', '{"a":"x', 'the JSON breaks off'],
    ['a wrapper that breaks off', '{"key":1,"value":{"a":1}', 'the JSON breaks off'],
    ['a console line whose value breaks off', `${KEY}\t{"a":1`, 'the value breaks off'],
    [
      'more than one value in the wrong way',
      '{"a":1}}',
      'more than one JSON value on a line, or half of one',
    ],
    ['what is no base64', '{"value_base64":"%%"}', 'the value is not in base64, as the file says'],
    ['half a character', '{"key":"\\ud83d","value":{}}', expect.stringContaining('half a character')],
  ])('is refused with its place as %s', async (_, line, detail) => {
    const { items } = await readEveryWay(`${VALUE}\n${line}\n${VALUE}\n`)
    expect(items.map(plain)).toEqual([[null, VALUE, null], detail, [null, VALUE, null]])
    expect(items[1]).toMatchObject({ place: 'f:2', refusal: { reason: 'malformed_json' } })
  })
})
