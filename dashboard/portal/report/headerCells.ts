import type { AnswerColumn } from '../../../api/contract.ts'

export type Part = 'value' | 'mom' | 'yoy' | 'trend'

/** One column of the table as it is drawn: a figure, one of its changes, or its line of months. */
export interface Slot {
  /** Index of the answer's column. */
  column: number
  part: Part
  /** The first one of a group of columns, which a line parts from what stands before it. */
  opens: boolean
}

export interface HeaderCell {
  key: string
  text: string
  unit: string
  colSpan: number
  rowSpan: number
  /** Column whose definition the cell tells; undefined for a heading above several. */
  column?: number
  /** Figures that this cell sorts by. */
  sorts?: { column: number; by: 'value' | 'mom' | 'yoy' }
  part?: Part
  opens: boolean
}

const NAMES: Readonly<Record<Part, string>> = { value: '数值', mom: '环比', yoy: '同比', trend: '走势' }

/** The drawn columns, left to right. */
export function slotsOf(columns: readonly AnswerColumn[], hidden: readonly number[]): Slot[] {
  let group: string | null = null
  return columns.flatMap((column, index) => {
    if (hidden.includes(index)) return []
    const parts: Part[] = ['value', ...column.compare, ...(column.hasTrend ? (['trend'] as const) : [])]
    const opens = column.group === '' || column.group !== group
    group = column.group
    return parts.map((part, at) => ({ column: index, part, opens: opens && at === 0 }))
  })
}

/** Heading rows: groups, then columns, then their parts; a level that nothing needs is left out. */
export function headerRows(columns: readonly AnswerColumn[], hidden: readonly number[]): HeaderCell[][] {
  const slots = slotsOf(columns, hidden)
  const shown = columns.flatMap((column, index) => (hidden.includes(index) ? [] : [{ column, index }]))
  const countOf = (index: number) => slots.filter(slot => slot.column === index).length
  const opensAt = (index: number) => slots.some(slot => slot.column === index && slot.opens)
  const hasGroups = shown.some(({ column }) => column.group !== '')
  const hasParts = shown.some(({ index }) => countOf(index) > 1)

  const groups: HeaderCell[] = []
  const titles: HeaderCell[] = []
  const parts: HeaderCell[] = []
  for (const { column, index } of shown) {
    const count = countOf(index)
    const isGrouped = column.group !== ''
    const title: HeaderCell = {
      key: `c${index}`,
      text: column.title,
      unit: count === 1 ? column.unit : '',
      colSpan: count,
      rowSpan: 1 + (hasGroups && !isGrouped ? 1 : 0) + (hasParts && count === 1 ? 1 : 0),
      column: index,
      ...(count === 1 ? { sorts: { column: index, by: 'value' as const }, part: 'value' as const } : {}),
      opens: opensAt(index),
    }
    if (!isGrouped) (hasGroups ? groups : titles).push(title)
    if (isGrouped) {
      const last = groups[groups.length - 1]
      if (last && !opensAt(index)) last.colSpan += count
      else
        groups.push({
          key: `g${index}`,
          text: column.group,
          unit: '',
          colSpan: count,
          rowSpan: 1,
          opens: true,
        })
      titles.push(title)
    }
    if (count === 1) continue
    for (const slot of slots.filter(each => each.column === index))
      parts.push({
        key: `p${index}${slot.part}`,
        text: NAMES[slot.part],
        unit: unitOf(column, slot.part),
        colSpan: 1,
        rowSpan: 1,
        ...(slot.part === 'trend' ? {} : { sorts: { column: index, by: slot.part } }),
        part: slot.part,
        opens: slot.opens,
      })
  }
  return [groups, titles, parts].filter(row => row.length > 0)
}

function unitOf(column: AnswerColumn, part: Part): string {
  if (part === 'value') return column.unit
  if (part === 'trend') return '近12个月'
  return column.unit === '%' ? '百分点' : ''
}
