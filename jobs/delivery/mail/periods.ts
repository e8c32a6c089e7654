import type { Mailing } from '../../../warehouse/catalogue/mailings.ts'
import { endOf, startOf, type Window } from '../../../warehouse/platform/time/comparison.ts'
import { dayOf, formatDay, parseDay, startOfDay } from '../../../warehouse/platform/time/day.ts'

/** The period of a mailing: a whole month, or a week from Monday to Sunday. Days in Asia/Shanghai, both inclusive. */
export interface MailPeriod extends Window {
  /** `2026-10`, or `2026-W47` by ISO 8601. */
  id: string
  grain: 'month' | 'week'
  /** `2026年10月`, or `2026年第47周（11月16日至22日）`. */
  label: string
}

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const WEEK = 7
// a week belongs to the year of its Thursday (ISO 8601)
const THURSDAY = 3

/** The period that holds `day`. */
export function periodAt({ grain }: Pick<Mailing, 'grain'>, day: number): MailPeriod {
  const from = startOf(grain, day)
  const to = endOf(grain, from)
  const [year = '', month = ''] = formatDay(from).split('-')
  if (grain === 'month')
    return { id: `${year}-${month}`, grain, from, to, label: `${year}年${Number(month)}月` }
  const thursday = from + THURSDAY
  const weekYear = formatDay(thursday).slice(0, 4)
  const number = Math.floor((thursday - startOf('year', thursday)) / WEEK) + 1
  const lastDay = month === formatDay(to).slice(5, 7) ? `${Number(formatDay(to).slice(8))}日` : dayText(to)
  return {
    id: `${weekYear}-W${String(number).padStart(2, '0')}`,
    grain,
    from,
    to,
    label: `${weekYear}年第${number}周（${dayText(from)}至${lastDay}）`,
  }
}

/** The period of this id, or undefined when it is none of the mailing. */
export function parsePeriod(mailing: Pick<Mailing, 'grain'>, id: string): MailPeriod | undefined {
  if (mailing.grain === 'month') {
    const day = /^\d{4}-\d{2}$/.test(id) ? parseDay(`${id}-01`) : undefined
    return day === undefined ? undefined : periodAt(mailing, day)
  }
  const [, year, week] = /^(\d{4})-W(\d{2})$/.exec(id) ?? []
  // 4 January is always in the first week
  const first = parseDay(`${year}-01-04`)
  if (first === undefined) return undefined
  const period = periodAt(mailing, first + (Number(week) - 1) * WEEK)
  return period.id === id ? period : undefined
}

/** What the period of this id is called; the id itself where it is none of the mailing. */
export function periodLabelOf(mailing: Pick<Mailing, 'grain'>, id: string): string {
  return parsePeriod(mailing, id)?.label ?? id
}

/** The last `count` periods that are over on `today`, newest first. */
export function endedPeriods(mailing: Pick<Mailing, 'grain'>, today: number, count: number): MailPeriod[] {
  const ended: MailPeriod[] = []
  for (
    let period = periodAt(mailing, periodAt(mailing, today).from - 1);
    ended.length < count;
    period = periodAt(mailing, period.from - 1)
  )
    ended.push(period)
  return ended
}

/** When the mails of a period are due, milliseconds since 1970. */
export function dueAt({ due }: Mailing, { to }: Window): number {
  return startOfDay(to + due.days) + due.hour * HOUR_MS + due.minute * MINUTE_MS
}

/** The latest period that is due at `now`. Older ones that were missed are not mailed by themselves. */
export function latestDue(mailing: Mailing, now: number): MailPeriod {
  let period = periodAt(mailing, dayOf(now))
  while (dueAt(mailing, period) > now) period = periodAt(mailing, period.from - 1)
  return period
}

/** The period after this one. */
export function periodAfter(period: MailPeriod): MailPeriod {
  return periodAt(period, period.to + 1)
}

function dayText(day: number): string {
  const [, month, date] = formatDay(day).split('-')
  return `${Number(month)}月${Number(date)}日`
}
