import { describe, expect, it } from 'vitest'
import { planCalendar } from '../../../dashboard/charts/calendarCells.ts'

const year = { first: '2025-11-24', values: Array.from({ length: 53 * 7 - 3 }, (_, index) => index) }
const free = { left: 20, head: 20 }

describe('a calendar', () => {
  it('breaks its weeks into the rows that let the cells grow largest', () => {
    const wide = planCalendar(year, { width: 2_000, height: 200 }, free)
    expect(wide.tops).toHaveLength(1)
    const square = planCalendar(year, { width: 900, height: 560 }, free)
    expect(square.tops).toHaveLength(2)
    expect(square.pitch).toBeGreaterThan(planCalendar(year, { width: 900, height: 200 }, free).pitch)
  })

  it('puts every day at its weekday, none outside the box', () => {
    const box = { width: 900, height: 560 }
    const { cells, pitch, tops } = planCalendar(year, box, free)
    expect(cells).toHaveLength(year.values.length)
    expect(cells[0]).toMatchObject({ day: '2025-11-24', value: 0, x: 20, y: tops[0] })
    expect(cells[8]).toMatchObject({ day: '2025-12-02', x: 20 + pitch, y: (tops[0] ?? 0) + pitch })
    for (const { x, y } of cells) {
      expect(x + pitch).toBeLessThanOrEqual(box.width + 1e-6)
      expect(y + pitch).toBeLessThanOrEqual(box.height + 1e-6)
    }
  })

  it('names each month once, where it begins', () => {
    const { months } = planCalendar(year, { width: 900, height: 560 }, free)
    expect(months.map(({ text }) => text)).toEqual([
      '12月',
      '1月',
      '2月',
      '3月',
      '4月',
      '5月',
      '6月',
      '7月',
      '8月',
      '9月',
      '10月',
      '11月',
    ])
  })
})
