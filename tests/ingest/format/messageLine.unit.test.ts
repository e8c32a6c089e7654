import { expect, it } from 'vitest'
import { messageOfLine } from '../../../ingest/format/messageLine.ts'

const read = (line: string) => {
  const { key, value, timestamp } = messageOfLine(line)
  return [key?.toString() ?? null, value?.toString() ?? null, timestamp]
}

it.each([
  ['key, value and time', '{"key":{"id":1},"value":{"op":"c"},"timestamp":7}', ['{"id":1}', '{"op":"c"}', 7]],
  ['text as it is', '{"key":"k","value":"not { json"}', ['k', 'not { json', null]],
  ['a tombstone', '{"key":{"id":1},"value":null}', ['{"id":1}', null, null]],
  ['a bare value', '{"op":"c","after":{"id":1}}', [null, '{"op":"c","after":{"id":1}}', null]],
  ['a bare value with a column called value', '{"op":"c","value":1}', [null, '{"op":"c","value":1}', null]],
  ['a list', '[1]', [null, '[1]', null]],
  ['what is no JSON', 'oops', [null, 'oops', null]],
  [
    'digits that a double would lose',
    '{"value":{"id":18446744073709551615,"price":1.10}}',
    [null, '{"id":18446744073709551615,"price":1.10}', null],
  ],
])('reads %s', (_, line, expected) => {
  expect(read(line)).toEqual(expected)
})
