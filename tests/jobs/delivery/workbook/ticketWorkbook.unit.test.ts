import { expect, it } from 'vitest'
import { planTicketSheet, writeTicketWorkbook } from '../../../../jobs/delivery/workbook/ticketWorkbook.ts'
import type { ListedTicket } from '../../../../warehouse/tickets/readTickets.ts'
import { readWorkbook } from '../../../support/delivery/readWorkbook.ts'
import { at } from '../../../warehouse/query/world.ts'

const ticket: ListedTicket = {
  id: '2026-10:members:10',
  month: at('2026-10-01'),
  kind: 'members',
  org: '10',
  orgName: '=团荔湾区委',
  state: 'returned',
  holds: true,
  value: 1_224,
  base: 1_020,
  baseMonth: at('2026-09-01'),
  yearBefore: null,
  percent: 5,
  openedOn: at('2026-11-03'),
  dueOn: at('2026-11-16'),
  escalatedOn: null,
  explanation: '第一中学 12 人\n第二中学 8 人',
  explainedBy: 'city440100',
  explainedAt: Date.parse('2026-11-06T10:00:00+08:00'),
  reason: '=请列明人数',
}
const stamp = { account: 'demo', now: Date.parse('2026-11-10T10:00:00+08:00') }

it('lists each ticket with its figures, whose turn it is, and what was written last; no text becomes a formula', async () => {
  const book = await readWorkbook(
    await writeTicketWorkbook('团省委书面说明', { tickets: [ticket], isCut: false }, stamp),
  )
  const sheet = book.getWorksheet('书面说明')
  const row = sheet?.getRow(4).values
  expect(row).toEqual([
    undefined,
    1,
    "'=团荔湾区委",
    '2026年10月',
    '团员总数',
    '2026年9月',
    1_020,
    1_224,
    0.2,
    '已退回',
    '本组织在2026年11月16日前按退回理由重新提交书面说明',
    '2026-11-16',
    '第一中学 12 人\n第二中学 8 人',
    'city440100 2026年11月6日 10:00',
    "'=请列明人数",
  ])
})

it('says that it holds only the first of more, and has headings over nothing', () => {
  const texts = (plan: ReturnType<typeof planTicketSheet>) =>
    [...plan.rows].flatMap(({ cells }) => cells.map(cell => String(cell?.value ?? '')))
  expect(texts(planTicketSheet('书面说明', { tickets: [ticket], isCut: true }, stamp)).at(-1)).toContain(
    '只列前 1 条，请按组织或月份缩小范围',
  )
  expect(texts(planTicketSheet('书面说明', { tickets: [], isCut: false }, stamp))).toContain('下一步')
})
