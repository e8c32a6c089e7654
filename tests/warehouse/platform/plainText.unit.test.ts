import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPlain, plain, plainLines } from '../../../warehouse/platform/plainText.ts'

const anyText = fc.string({ unit: 'binary' })

describe('text of others', () => {
  it.each([
    ['\u001b[2J', String.raw`\u001b[2J`],
    ['a\u009b31mb', String.raw`a\u009b31mb`],
    ['gpj.\u202eexe', String.raw`gpj.\u202eexe`],
    ['zero\u200bwidth', String.raw`zero\u200bwidth`],
    ['two\u2028lines', String.raw`two\u2028lines`],
    ['tag\u{e0041}', String.raw`tag\udb40\udc41`],
    ['two\r\nlines\tand a tab', String.raw`two\u000d\u000alines\u0009and a tab`],
    ['团委 ﹦ 100 % – ok', '团委 ﹦ 100 % – ok'],
  ])('is printed on one line with what is hidden in it escaped: %j', (text, printed) => {
    expect([plain(text), isPlain(text)]).toEqual([printed, printed === text])
  })

  it('keeps its lines and tabs where it is a whole text', () => {
    expect(plainLines('a\tb\r\n\u001b[2J')).toBe('a\tb\\u000d\n\\u001b[2J')
  })

  it('is plain once it was printed, and as JSON says the same', () => {
    fc.assert(
      fc.property(anyText, text => {
        expect(isPlain(plain(text))).toBe(true)
        expect(JSON.parse(plainLines(JSON.stringify({ text }, null, 2)))).toEqual({ text })
      }),
    )
  })
})
