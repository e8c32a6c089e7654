import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cellValueOf,
  formatOf,
  pointsOf,
  safeText,
  yuanOf,
} from '../../../../jobs/delivery/workbook/cellValue.ts'

/** Fen of what a spreadsheet would show of a number: it keeps 15 significant digits. */
function fenOf(yuan: number): bigint {
  const [digits = '', exponent = '0'] = yuan.toExponential(14).split('e')
  const mantissa = BigInt(digits.replace('.', ''))
  const shift = Number(exponent) - 14 + 2
  if (shift >= 0) return mantissa * 10n ** BigInt(shift)
  const divisor = 10n ** BigInt(-shift)
  expect(mantissa % divisor).toBe(0n)
  return mantissa / divisor
}

describe('money', () => {
  it('is exact to the fen, as number up to 15 digits and as text beyond', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fen => {
        const yuan = yuanOf(fen)
        if (typeof yuan === 'string') {
          expect(Math.abs(fen)).toBeGreaterThanOrEqual(1e15)
          expect(BigInt(yuan.replace('.', ''))).toBe(BigInt(fen))
        } else {
          expect(fenOf(yuan)).toBe(BigInt(fen))
          expect(yuan.toFixed(2)).toBe(
            `${fen < 0 ? '-' : ''}${BigInt(Math.abs(fen)) / 100n}.${String(Math.abs(fen) % 100).padStart(2, '0')}`,
          )
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    [0, 0],
    [1, 0.01],
    [-5, -0.05],
    [110, 1.1],
    [123_456_789_012_345, 1_234_567_890_123.45],
    [9_007_199_254_740_991, '90071992547409.91'],
  ])('%i fen are %s yuan', (fen, yuan) => {
    expect(yuanOf(fen)).toBe(yuan)
  })

  it('refuses a fraction of a fen', () => {
    expect(() => yuanOf(0.5)).toThrow('0.5 fen is no whole number')
  })
})

describe('other figures', () => {
  it('take their format from the unit', () => {
    expect([formatOf('元'), formatOf('%'), formatOf('人'), formatOf('小时'), formatOf('名')]).toEqual([
      '#,##0.00;"−"#,##0.00',
      '#,##0.0%;"−"#,##0.0%',
      '#,##0;"−"#,##0',
      '#,##0.0;"−"#,##0.0',
      '#,##0;"−"#,##0',
    ])
  })

  it('are hours of minutes, fractions of shares, and text where a number would lose digits', () => {
    expect([cellValueOf('小时', 90), cellValueOf('%', 0.125), cellValueOf('人', 42)]).toEqual([
      1.5, 0.125, 42,
    ])
    expect(cellValueOf('个', 9_007_199_254_740_991)).toBe('9007199254740991')
  })

  it('are points of a difference of shares, without the noise of binary fractions', () => {
    expect([pointsOf(0.07), pointsOf(0.9 - 0.6), pointsOf(-0.012)]).toEqual([7, 30, -1.2])
  })
})

describe('text', () => {
  it.each([
    '=1+1',
    '+86',
    '-1',
    '@SUM(A1)',
    '\tcmd',
    '\r=1',
    '  =1',
    '＝1',
    '＋1',
    '－1',
    '＠x',
    '﹦1',
    '﹢1',
  ])('that a spreadsheet could run is disarmed: %j', text => {
    expect(safeText(text)).toBe(`'${text}`)
  })

  it.each(['共青团天河区委员会', '18-22', '<3', '—', '−5', "'quoted", 'a=b'])(
    'is left alone otherwise: %j',
    text => {
      expect(safeText(text)).toBe(text)
    },
  )

  it('loses what XML cannot hold, and what shows nothing', () => {
    expect(safeText('a\u0000b\u001fc')).toBe('abc')
    for (const hidden of ['\u200b', '\u00ad', '\u202e', '\u2066', '\ufeff'])
      expect(safeText(`${hidden}=1${hidden}+1`)).toBe("'=1+1")
  })
})
