import { expect, it } from 'vitest'
import { ticketHtml, ticketLines, ticketText } from '../../../../jobs/delivery/mail/ticketSection.ts'

const NOTHING = { toExplain: [], toDecide: [], late: [] }

it('says nothing to an organisation that has nothing to do', () => {
  expect(ticketHtml(NOTHING)).toBe('')
  expect(ticketText(NOTHING)).toBe('')
})

it('names the first ten of each kind, and how many more there are', () => {
  const late = Array.from({ length: 12 }, (_, i) => `团${i}区委：2026年10月团员总数`)
  const lines = ticketLines({ ...NOTHING, late })
  expect(lines[0]).toBe('下级逾期未说明，请督办 12 条：')
  expect(lines).toHaveLength(12)
  expect(lines.at(-1)).toBe('其余 2 条见报表门户的“书面说明”。')
})
