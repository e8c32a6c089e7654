import { describe, expect, it } from 'vitest'
import { identityNumber, personalNumber } from '../../../ingest/mapping/identityNumber.ts'
import { createPseudonyms } from '../../../ingest/mapping/pseudonyms.ts'

const NUMBER = '32010120010203001X'

describe('an identity number', () => {
  it.each([
    NUMBER,
    '32010120010203001x',
    ` ${NUMBER} `,
    `\u3000${NUMBER}`,
    '３２０１０１２００１０２０３００１Ｘ',
    '320101 20010203 001X',
    '320101\u200b20010203001X\ufeff',
    '32010120010203001×',
    '32010120010203001\u2169',
  ])('is one person’s however it was typed: %j', text => {
    expect(identityNumber(text)).toBe(NUMBER)
  })

  it.each([
    // the example of GB 11643
    ['110105491231002', '11010519491231002X'],
    ['320102850101033', '320102198501010338'],
    ['３２０１０２ 850101033', '320102198501010338'],
  ])('of the first generation becomes that of the second: %j', (text, expected) => {
    expect(identityNumber(text)).toBe(expected)
  })

  it.each([
    ['with a wrong check digit', '320101200102030019'],
    ['of a resident from Hong Kong', '810000200102030013'],
    ['of a resident from Taiwan', '830000200102030017'],
    ['of a permanent resident', '911156200102030017'],
    ['of a passport', 'E12345678'],
    ['of a passport of the other series', 'EA1234567'],
    ['of a travel permit', 'H1234567801'],
  ])('%s stays as it is', (_, text) => {
    expect(identityNumber(text)).toBe(text)
  })

  it.each([
    '',
    ' ',
    '无',
    '-',
    'NULL',
    'null',
    'N/A',
    '0',
    '未知',
    '320***********001X',
    '3201012001****001X',
    '********',
    '000000000000000000',
    '111111111111111111',
    '123456789012345678',
    '320101200113030019',
    '320101200102320019',
    '3201012001020300',
    '3201012001020300199',
    '2001-02-03',
    '20010203',
    'X32010120010203001',
  ])('%j is none', text => {
    expect(identityNumber(text)).toBeUndefined()
  })
})

describe('another number of a person', () => {
  it.each([
    ['201844000123', '201844000123'],
    ['t1', 'T1'],
    [' ２０18 44000123 ', '201844000123'],
    ['团字2018-15号', '团字2018-15号'],
  ])('%j is %j', (text, expected) => {
    expect(personalNumber(text)).toBe(expected)
  })

  it.each(['', ' ', '无', '-', 'NULL', '0', '000000', '2018****0123'])('%j is none', text => {
    expect(personalNumber(text)).toBeUndefined()
  })
})

it('a pseudonym stays what it was for a number that was written well', () => {
  const pseudonyms = createPseudonyms(Buffer.alloc(32, 1))
  // written down before numbers were put in one form: logs hold them
  expect(pseudonyms.person('44010120050101001X')).toBe('2277356518082725547')
  expect(pseudonyms.person('44010120050101001x')).toBe('2277356518082725547')
  expect(pseudonyms.personal('201844000123')).toBe('15137505228320418162')
  expect(pseudonyms.person('无')).toBeUndefined()
})
