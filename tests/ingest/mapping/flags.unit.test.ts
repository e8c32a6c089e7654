import { describe, expect, it } from 'vitest'
import type { Cell } from '../../../ingest/format/record.ts'
import { toFlag } from '../../../ingest/mapping/flags.ts'

type Given = Exclude<Cell, null>

describe('a flag or a mark of deletion', () => {
  it.each<Given>([1, '1', true, 'TRUE', 'true', ' 1', '1 ', 't', 'AQ==', '\u0001'])('%j is yes', cell => {
    expect(toFlag(cell, {})).toBe(1)
  })

  it.each<Given>([0, '0', false, 'False', '', ' ', 'f', '0 ', 'AA==', '\u0000'])('%j is no', cell => {
    expect(toFlag(cell, {})).toBe(0)
  })

  it.each<Given>([2, '-1', 'yes', 'Y', '删除', 'AQ', 'aq==', {}, []])('%j is neither, and refused', cell => {
    expect(() => toFlag(cell, {})).toThrow('neither yes ("1" or "true" or "t") nor no ("0"')
  })

  it('in the words of the source: blanks and case do not matter, other words are neither', () => {
    const words = { yes: ['是', 'Y'], no: ['否', 'N', ''] }
    expect(['是', 'Y', ' 是 ', 'y', 'Y '].map(cell => toFlag(cell, words))).toEqual([1, 1, 1, 1, 1])
    expect(['否', 'N', 'n ', ' ', ''].map(cell => toFlag(cell, words))).toEqual([0, 0, 0, 0, 0])
    for (const cell of ['1', true, 'AQ==', 'yes'])
      expect(() => toFlag(cell, words)).toThrow('neither yes ("是" or "Y") nor no ("否" or "N" or "")')
    expect(toFlag('\u0001', { yes: ['1', '2'], no: ['0'] })).toBe(1)
  })
})
