import { dayLabel } from '../contract/periodLabel.ts'
import { isToExplain, type Ticket } from './ticket.ts'

/** What comes next of a ticket, in a sentence for whoever reads it on business day `today`. Pure. */
export function nextStep(
  ticket: Pick<Ticket, 'state' | 'holds' | 'dueOn' | 'escalatedOn'>,
  today: number,
): string {
  const { state, holds, dueOn } = ticket
  if (state === 'accepted') return '已办结'
  if (!holds) return '更正后不再超过规定幅度，无须办理'
  const isLate = dueOn !== null && today > dueOn
  const until = dueOn === null ? '尽快' : isLate ? '尽快（已逾期）' : `在${dayLabel(dueOn)}前`
  if (!isToExplain(ticket)) return `上级${until}审定`
  const what = state === 'returned' ? '按退回理由重新提交' : '提交'
  const above = ticket.escalatedOn === null ? '' : '，上级督办'
  return `本组织${until}${what}书面说明${above}`
}
