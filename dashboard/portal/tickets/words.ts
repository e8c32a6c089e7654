import type { TicketDetail, TicketInfo, TicketPage } from '../../../api/contract.ts'
import { changeText, countText } from '../../../warehouse/contract/figureText.ts'
import {
  LAPSED_TITLE,
  TICKET_KIND_TITLES,
  TICKET_STATE_TITLES,
  type TicketFilter,
  type TicketKind,
} from '../../../warehouse/contract/ticketState.ts'

const UNITS: Readonly<Record<TicketKind, string>> = { members: '人', orgs: '个' }

/** What a list can be narrowed to, as the page calls it. */
export const FILTER_TITLES: Readonly<Record<TicketFilter, string>> = {
  unexplained: '未通过的（全部）',
  open: '待说明',
  returned: '已退回',
  explained: '待审定',
  escalated: '逾期，上级督办',
  accepted: '已通过',
  lapsed: LAPSED_TITLE,
}

const ACTION_TITLES: Readonly<Record<TicketDetail['history'][number]['action'], string>> = {
  opened: '提出',
  explained: '提交说明',
  returned: '退回',
  accepted: '通过',
  escalated: '逾期未说明，转上级督办',
  lapsed: '数据更正后不再超过规定幅度，无须说明',
  restored: '数据再次更正后又超过规定幅度，仍须说明',
}

/** `▲ 逾期` and the like: with a sign, so that colour is not needed to tell them apart. */
export function stateOf({ state, holds, escalatedOn }: TicketInfo): {
  text: string
  tone: '' | 'amber' | 'red'
} {
  if (!holds && state !== 'accepted') return { text: LAPSED_TITLE, tone: '' }
  if (state === 'accepted') return { text: `✓ ${TICKET_STATE_TITLES.accepted}`, tone: '' }
  if (state === 'explained') return { text: TICKET_STATE_TITLES.explained, tone: '' }
  if (escalatedOn) return { text: `● 逾期，${TICKET_STATE_TITLES[state]}`, tone: 'red' }
  return { text: `▲ ${TICKET_STATE_TITLES[state]}`, tone: 'amber' }
}

/** `2026年10月 团员总数`. */
export function subjectOf({ month, kind }: Pick<TicketInfo, 'month' | 'kind'>): string {
  return `${monthWords(month)} ${TICKET_KIND_TITLES[kind]}`
}

/** `2026年10月`, of `2026-10`. */
export function monthWords(month: string): string {
  return `${month.slice(0, 4)}年${Number(month.slice(5))}月`
}

/** `1,204 人`. */
export function amountOf(kind: TicketKind, value: number | null): string {
  return value === null ? '—' : `${countText(value)} ${UNITS[kind]}`
}

/** `▲ 8.3%`; none without both figures. */
export function changeOf(base: number | null, value: number | null): string {
  return base === null || value === null || base === 0 ? '—' : changeText((value - base) / base, '个')
}

export function actionOf({ action }: TicketDetail['history'][number]): string {
  return ACTION_TITLES[action]
}

/** What a page says that has nothing to show. */
export function emptyWords(
  { comparedTo }: Pick<TicketPage, 'comparedTo'>,
  isFiltered: boolean,
): { title: string; text: string } {
  if (comparedTo === null)
    return { title: '尚未计算', text: '每月数据确定后比较一次，首次比较之后，须书面说明的变化列在这里。' }
  if (isFiltered) return { title: '没有符合条件的书面说明', text: '' }
  return {
    title: '没有须书面说明的变化',
    text: '每月数据确定后比较一次，团员总数或团组织总数变化超过规定幅度的列在这里。',
  }
}
