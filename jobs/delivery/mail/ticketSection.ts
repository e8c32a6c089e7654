import { countText } from '../../../warehouse/contract/figureText.ts'
import type { TicketSummary } from '../../../warehouse/tickets/summariseTickets.ts'
import { escapeHtml } from './escapeHtml.ts'

/** Lines that a mail names of each kind; the portal has them all. */
const MOST_NAMED = 10
const HEADING = 'margin:20px 0 8px;font-size:15px;line-height:22px'
const LINE = 'margin:0 0 6px;font-size:14px;line-height:22px'

/** The section as lines; none where there is nothing to do. Pure. */
export function ticketLines({ toExplain, toDecide, late }: TicketSummary): string[] {
  return [
    ...named('待本组织书面说明', toExplain),
    ...named('待本组织审定', toDecide),
    ...named('下级逾期未说明，请督办', late),
  ]
}

export function ticketHtml(summary: TicketSummary): string {
  const lines = ticketLines(summary)
  if (lines.length === 0) return ''
  const shown = lines.map(text => `<p style="${LINE}">${escapeHtml(text)}</p>`)
  return [`<h2 style="${HEADING}">书面说明</h2>`, ...shown].join('\n')
}

/** The same as plain text. */
export function ticketText(summary: TicketSummary): string {
  const lines = ticketLines(summary)
  return lines.length === 0 ? '' : ['书面说明', ...lines].join('\n')
}

function named(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return []
  const rest = lines.length - MOST_NAMED
  return [
    `${title} ${countText(lines.length)} 条：`,
    ...lines.slice(0, MOST_NAMED).map(line => `▲ ${line}`),
    ...(rest > 0 ? [`其余 ${countText(rest)} 条见报表门户的“书面说明”。`] : []),
  ]
}
