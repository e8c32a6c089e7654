import { describe, expect, it } from 'vitest'
import type { Cell } from '../../../ingest/format/record.ts'
import { convert } from '../../../ingest/mapping/convert.ts'
import type { Conversion } from '../../../ingest/mapping/mapping.ts'
import { createPseudonyms, orgKey } from '../../../ingest/mapping/pseudonyms.ts'
import { parseDay } from '../../../warehouse/platform/time/day.ts'

const FIELD = { name: 'x', type: 'text', title: '' } as const
const pseudonyms = createPseudonyms(Buffer.alloc(32, 1))

function converted(cell: Cell, conversion: Conversion) {
  return convert(cell, conversion, FIELD, pseudonyms, 1) ?? 'unknown'
}
const refusal = (cell: Cell, conversion: Conversion) => expect(() => converted(cell, conversion))

it.each<Conversion>([
  { as: 'text' },
  { as: 'id' },
  { as: 'org' },
  { as: 'person' },
  { as: 'pseudonym' },
  { as: 'flag' },
  { as: 'count' },
  { as: 'enum', values: {} },
  { as: 'date', type: 'date' },
  { as: 'month', type: 'date' },
  { as: 'instant', type: 'datetime' },
  { as: 'minutes', unit: 'hours' },
  { as: 'ref' },
  { as: 'fen', unit: 'yuan' },
  { as: 'filled' },
  { as: 'number_year' },
  { as: 'identity_birth' },
  { as: 'identity_gender' },
])('null is not known, also for $as', conversion => {
  expect(converted(null, conversion)).toBe('unknown')
})

describe('money', () => {
  it.each([
    ['0.29', 29],
    [0.29, 29],
    ['1.1', 110],
    ['1.10', 110],
    ['1.100', 110],
    ['2', 200],
    ['2.', 200],
    ['.5', 50],
    ['-.05', -5],
    [0, 0],
    ['-0', 0],
    ['-0.05', -5],
    ['-12.34', -1_234],
    ['90071992547409.91', Number.MAX_SAFE_INTEGER],
    [' 0.20 ', 20],
  ])('%j yuan are %s fen', (cell, fen) => {
    expect(converted(cell, { as: 'fen', unit: 'yuan' })).toBe(fen)
  })

  it.each(['1.005', '0.001', '90071992547409.92', '1,000', '1e3', '', '.', '-', 'abc', 'NaN', '２', true])(
    '%j yuan are refused',
    cell => {
      refusal(cell, { as: 'fen', unit: 'yuan' }).toThrow(/amount/)
    },
  )

  it('in fen has no fraction', () => {
    expect(converted(29, { as: 'fen', unit: 'fen' })).toBe(29)
    expect(converted('29.0', { as: 'fen', unit: 'fen' })).toBe(29)
    refusal('29.5', { as: 'fen', unit: 'fen' }).toThrow('fraction of a fen')
  })
})

it('the month of a day is its first', () => {
  const monthOf = (cell: Cell) => converted(cell, { as: 'month', type: 'datetime' })
  expect(monthOf('2026-12-31 23:59:00')).toBe(Date.UTC(2026, 11, 1) / 86_400_000)
  expect(monthOf('2024-02-29')).toBe(Date.UTC(2024, 1, 1) / 86_400_000)
  // the month that stands for not known
  expect(monthOf('1900-01-15')).toBe('unknown')
})

it.each([
  ['90', 'minutes', 90],
  [90.9, 'minutes', 90],
  ['1.5', 'hours', 90],
  ['0.1', 'hours', 6],
  // 0.29 × 60 is 17.4, and in a double 0.3333 × 60 is 19.998
  ['0.29', 'hours', 17],
  ['2.00', 'hours', 120],
  [5_399, 'seconds', 89],
  ['0', 'seconds', 0],
  ['.5', 'hours', 30],
] as const)('%j %s are %s minutes', (cell, unit, minutes) => {
  expect(converted(cell, { as: 'minutes', unit })).toBe(minutes)
})

it.each(['-1', '1:30', '', '.', 'two', '1e3', '71582789', true])('%j hours are refused', cell => {
  refusal(cell, { as: 'minutes', unit: 'hours' }).toThrow(/length of time/)
})

describe('ids', () => {
  it.each([
    [7, '7'],
    ['18446744073709551615', '18446744073709551615'],
    ['0', 'unknown'],
  ])('%j is %s', (cell, id) => {
    expect(converted(cell, { as: 'id' })).toBe(id)
  })

  it.each(['18446744073709551616', '-1', '1.5', 'abc', '', -3, true])('%j is refused', cell => {
    refusal(cell, { as: 'id' }).toThrow('no row id')
  })

  it('of another row are those of its own log: a number as it is, text hashed', () => {
    expect(converted('42', { as: 'ref' })).toBe('42')
    expect(converted(42, { as: 'ref' })).toBe('42')
    expect(converted('8E2F', { as: 'ref' })).toBe(pseudonyms.row('8E2F'))
    expect(converted('042', { as: 'ref' })).toBe(pseudonyms.row('042'))
    expect(['', ' ', '0', 0].map(cell => converted(cell, { as: 'ref', space: 'x' }))).toEqual(
      Array(4).fill('unknown'),
    )
  })

  it('of an organisation are keys of the tree; none is none', () => {
    expect(converted(7, { as: 'org' })).toBe(orgKey(1, '7'))
    expect(converted('7', { as: 'org' })).toBe(orgKey(1, '7'))
    expect([0, '0', '', ' '].map(cell => converted(cell, { as: 'org' }))).toEqual(Array(4).fill('unknown'))
  })

  it('of a person are pseudonyms that depend on the secret, not on the way of writing', () => {
    const key = converted('44010120050101001x', { as: 'person' })
    expect(key).toMatch(/^\d{10,20}$/)
    expect(converted(' 44010120050101001X ', { as: 'person' })).toBe(key)
    expect(createPseudonyms(Buffer.alloc(32, 2)).person('44010120050101001X')).not.toBe(key)
    expect(converted(' ', { as: 'person' })).toBe('unknown')
  })

  it('of a member give the year of twelve digits, and of any other number none', () => {
    expect(converted(' 201944000123 ', { as: 'number_year' })).toBe(2019)
    expect(
      ['2019', '191944000123', '20194400012X', '', '0'].map(n => converted(n, { as: 'number_year' })),
    ).toEqual(Array(5).fill('unknown'))
  })

  it('of a card give the month of birth and the sex, and of any other document none', () => {
    const [birth, gender] = [{ as: 'identity_birth' }, { as: 'identity_gender' }] as const
    expect(converted('32010120010213002x', birth)).toBe(parseDay('2001-02-01'))
    expect(converted('32010120010213002x', gender)).toBe('female')
    // of the first generation, which had no century
    expect(converted('320101780213003', gender)).toBe('male')
    expect(converted('320101780213003', birth)).toBe(parseDay('1978-02-01'))
    for (const other of ['E12345678', '123456789012345678', '无'])
      expect([converted(other, birth), converted(other, gender)]).toEqual(['unknown', 'unknown'])
  })

  it('of a telephone say whether there is one, of 编制 also that there are none', () => {
    expect(['020-00000000', 5, 0, '', ' '].map(cell => converted(cell, { as: 'filled' }))).toEqual([
      1, 1, 1, 0, 0,
    ])
  })

  it('of what is a truth, a list or an object are refused: its text would be the id of something else', () => {
    for (const as of ['org', 'ref', 'person', 'pseudonym'] as const)
      for (const cell of [true, ['7'], { scale: 0, value: 'Bw==' }])
        refusal(cell, { as }).toThrow('no id: expected a number or text')
  })

  it('of a person are the same in every system, of an organisation they are not', () => {
    const inSystem = (system: number, as: 'person' | 'org') =>
      convert('44010120050101001X', { as }, FIELD, pseudonyms, system)
    expect(inSystem(1, 'person')).toBe(inSystem(2, 'person'))
    expect(inSystem(1, 'org')).not.toBe(inSystem(2, 'org'))
  })
})

it.each<[Cell, number]>([
  [0, 0],
  ['90', 90],
  [' 90 ', 90],
  ['090', 90],
  // NUMBER(10,2) of Oracle
  ['3.00', 3],
  ['3.', 3],
  [3.0, 3],
  [4_294_967_295, 4_294_967_295],
])('%j counts %s', (cell, count) => {
  expect(converted(cell, { as: 'count' })).toBe(count)
})

it.each([-1, 1.5, 4_294_967_296, 'many', '', ' ', '0x10', '1e3', '1_000', '+1', '3.5', '.0', true, []])(
  '%j is no count',
  cell => {
    refusal(cell, { as: 'count' }).toThrow('no count: expected a whole number')
  },
)

it('codes are those of the mapping, as number or text', () => {
  const conversion: Conversion = { as: 'enum', values: { '1': 'male', '01': 'female' } }
  expect([1, '1', ' 1 ', '01'].map(cell => converted(cell, conversion))).toEqual([
    'male',
    'male',
    'male',
    'female',
  ])
  for (const cell of [2, '', 'male', 'toString', '__proto__', true])
    refusal(cell, conversion).toThrow(/that the mapping does not list for x|lists other codes for x/)
})

it('a truth is the code 1 or 0 where the mapping lists no other, which it would have lost', () => {
  const both = { '0': 'unfollowed', '1': 'following' }
  expect([true, false].map(cell => converted(cell, { as: 'enum', values: both }))).toEqual([
    'following',
    'unfollowed',
  ])
  refusal(true, { as: 'enum', values: { ...both, '2': 'blocked' } }).toThrow('lists other codes for x')
})

it('text that is empty is not known', () => {
  expect(converted('', { as: 'text' })).toBe('unknown')
})

it('a number that JSON may have rounded is not taken', () => {
  for (const conversion of [{ as: 'id' }, { as: 'fen', unit: 'yuan' }] as const)
    expect(() => converted(2 ** 53, conversion)).toThrow(expect.objectContaining({ name: 'LostDigits' }))
  expect(() => converted(0.1234567890123456, { as: 'text' })).toThrow(
    expect.objectContaining({ name: 'LostDigits' }),
  )
})
