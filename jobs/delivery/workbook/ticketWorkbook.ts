import { wholeLabel } from '../../../warehouse/contract/periodLabel.ts'
import {
  LAPSED_TITLE,
  TICKET_KIND_TITLES,
  TICKET_STATE_TITLES,
} from '../../../warehouse/contract/ticketState.ts'
import { endOf } from '../../../warehouse/platform/time/comparison.ts'
import { dayOf, formatDay } from '../../../warehouse/platform/time/day.ts'
import { nextStep } from '../../../warehouse/tickets/nextStep.ts'
import type { ListedTicket } from '../../../warehouse/tickets/readTickets.ts'
import { CHANGE_FORMAT, formatOf, safeText } from './cellValue.ts'
import { workbookBytes } from './digitsAsText.ts'
import { newWorkbook } from './newWorkbook.ts'
import { instantInWords, type Stamp, stampInWords } from './reportWords.ts'
import { heightOf, mergedRow, type PlannedCell, type PlannedRow, type SheetPlan } from './sheetPlan.ts'
import { writeSheet } from './writeSheet.ts'

const HEADINGS = [
  '序号',
  '组织',
  '月份',
  '项目',
  '基期',
  '基期数',
  '月末数',
  '变化',
  '状态',
  '下一步',
  '期限',
  '书面说明',
  '提交',
  '退回理由',
]
const WIDTHS = [6, 26, 12, 12, 12, 11, 11, 11, 11, 30, 12, 50, 26, 30]
const WIDTH = WIDTHS.reduce((sum, width) => sum + width, 0)
const [EXPLANATION_WIDTH, REASON_WIDTH, NEXT_WIDTH] = [50, 30, 30]
const HEAD_ROWS = 3
const NOTE =
  '数为提出时的数。团员总数或团组织总数的月度变化（增减均计）超过规定幅度的，由本组织书面说明原因，上级审定。'

/** The tickets of an organisation and those below it as a list; `isCut`: there are more than it holds. */
export async function writeTicketWorkbook(
  title: string,
  { tickets, isCut }: { tickets: readonly ListedTicket[]; isCut: boolean },
  stamp: Stamp,
): Promise<Buffer> {
  const workbook = await newWorkbook(stamp.now)
  await writeSheet(workbook, planTicketSheet(title, { tickets, isCut }, stamp))
  return workbookBytes(workbook)
}

/** Pure. */
export function planTicketSheet(
  title: string,
  { tickets, isCut }: { tickets: readonly ListedTicket[]; isCut: boolean },
  stamp: Stamp,
): SheetPlan {
  const columns = HEADINGS.length
  const note = isCut ? `只列前 ${tickets.length} 条，请按组织或月份缩小范围。${NOTE}` : NOTE
  return {
    name: '书面说明',
    widths: WIDTHS,
    frozen: { rows: HEAD_ROWS, columns: 2 },
    print: {
      columns,
      repeat: [HEAD_ROWS, HEAD_ROWS],
      orientation: 'landscape',
      isOnePage: false,
      header: [title, stampInWords(stamp)],
      footer: '',
    },
    pictures: [],
    rows: [
      mergedRow(safeText(title), 'title', columns, WIDTH, 34),
      mergedRow(safeText(stampInWords(stamp)), 'stamp', columns, WIDTH, 16),
      { cells: HEADINGS.map((value): PlannedCell => ({ value, style: 'group' })), height: 22 },
      ...tickets.map((ticket, i) => rowOf(ticket, i + 1, dayOf(stamp.now))),
      mergedRow(note, 'note', columns, WIDTH, heightOf(note, WIDTH, 14)),
    ],
  }
}

function rowOf(ticket: ListedTicket, number: number, today: number): PlannedRow {
  const { kind, base, value, explanation, reason } = ticket
  const next = nextStep(ticket, today)
  const text = (shown: string): PlannedCell => ({ value: safeText(shown), style: 'text' })
  const count = (shown: number): PlannedCell => ({
    value: shown,
    style: 'figure',
    format: formatOf(kind === 'members' ? '人' : '个'),
  })
  const heights = [
    heightOf(explanation, EXPLANATION_WIDTH, 14),
    heightOf(reason, REASON_WIDTH, 14),
    heightOf(next, NEXT_WIDTH, 14),
  ]
  return {
    cells: [
      { value: number, style: 'index', format: '0' },
      { value: safeText(ticket.orgName), style: 'name' },
      text(monthWords(ticket.month)),
      text(TICKET_KIND_TITLES[kind]),
      text(monthWords(ticket.baseMonth)),
      count(base),
      count(value),
      { value: (value - base) / base, style: 'figure', format: CHANGE_FORMAT },
      text(stateWords(ticket)),
      text(next),
      text(ticket.dueOn === null ? '' : formatDay(ticket.dueOn)),
      text(explanation),
      text(explanation === '' ? '' : `${ticket.explainedBy} ${instantInWords(ticket.explainedAt)}`),
      text(reason),
    ],
    height: Math.max(18, ...heights),
  }
}

function monthWords(month: number): string {
  return wholeLabel('month', { from: month, to: endOf('month', month) })
}

function stateWords({ state, holds }: Pick<ListedTicket, 'state' | 'holds'>): string {
  return !holds && state !== 'accepted' ? LAPSED_TITLE : TICKET_STATE_TITLES[state]
}
