import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseTable } from '../../../../warehouse/platform/table/readTable.ts'

const TABLE = {
  columns: ['name', 'size'],
  row: z.object({ name: z.string(), size: z.string().regex(/^\d*$/, 'size is no number') }),
}
const read = (text: string, more = {}) => parseTable(text, 'own.csv', { ...TABLE, ...more })

describe('a table that people keep', () => {
  it('is read as spreadsheets save it, and every row knows its line', () => {
    const text =
      '\uFEFF# 说明, with a "quote\r\nname,size\r\n\r\n  # indented\r\n"广州, 天河" , 1\r\n"say ""so""",2\r\n,\r\n#end'
    expect(read(text)).toEqual({
      faults: [],
      rows: [
        { row: { name: '广州, 天河', size: '1' }, line: 5, place: 'own.csv:5' },
        { row: { name: 'say "so"', size: '2' }, line: 6, place: 'own.csv:6' },
      ],
    })
  })

  it('keeps a mark of remarks and a quote inside of a cell', () => {
    expect(read('name,size\na #1 "x",7\n').rows[0]?.row).toEqual({ name: 'a #1 "x"', size: '7' })
  })

  it('has its columns as heading', () => {
    expect(read('name;size\nx,1\n').faults[0]).toBe('own.csv:1: the first line must be name,size')
  })

  it('names every fault with its line', () => {
    expect(read('name,size\na,b\nc\nd,1,2\n').faults).toEqual([
      'own.csv:2: size is no number',
      'own.csv:3: 1 column instead of 2 (name,size); a cell with a comma stands in double quotes',
      'own.csv:4: 3 columns instead of 2 (name,size); a cell with a comma stands in double quotes',
    ])
    expect(read('name,size\na,1\n"b,2\nc,3\n').faults).toEqual([
      expect.stringMatching(/^own\.csv: a cell after line 2 begins with a quote that is not closed/),
    ])
  })

  it('may leave out its last columns, and its heading where that can be told from a row', () => {
    const loose = { needed: 1, looseHeading: /^名称$/, delimiters: [',', '，'] }
    expect(read('名称\na\n', loose).rows.map(({ row }) => row)).toEqual([{ name: 'a', size: '' }])
    expect(read('a，1\n', loose).rows.map(({ row }) => row)).toEqual([{ name: 'a', size: '1' }])
  })
})
