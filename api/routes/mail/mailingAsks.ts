import { z } from 'zod'
import { type MailPeriod, parsePeriod } from '../../../jobs/delivery/mail/periods.ts'
import { findMailing, type Mailing } from '../../../warehouse/catalogue/mailings.ts'
import { dayOf, formatDay } from '../../../warehouse/platform/time/day.ts'
import { RequestError } from '../../http/errors.ts'

/** What requests about a mailing name: which one, and of which period. */
export const mailingParams = z.object({ id: z.string().max(20, { error: '没有这种邮件' }) })
export const periodText = z.string({ error: '请指定时期' }).max(10, { error: '期次无效' })
export const periodInfo = z.object({
  id: z.string().describe('例如 2026-10 或 2026-W47'),
  label: z.string().describe('例如 2026年10月 或 2026年第47周（11月16日至22日）'),
})

/** The mailing of this id. Throws `not_found`. */
export function mailingOf(id: string): Mailing {
  const mailing = findMailing(id)
  if (!mailing) throw new RequestError('not_found', '没有这种邮件')
  return mailing
}

/** The period of this id, which has to be over at `now`. Throws `input`. */
export function endedPeriodOf(mailing: Mailing, id: string, now: number): MailPeriod {
  const period = parsePeriod(mailing, id)
  if (!period)
    throw new RequestError('input', `期次应为${mailing.grain === 'month' ? ' 2026-10' : ' 2026-W47'} 的形式`)
  if (period.to < dayOf(now)) return period
  const [, month, day] = formatDay(period.to + 1)
    .split('-')
    .map(Number)
  throw new RequestError('input', `${period.label}尚未结束，${month}月${day}日起才能发送`)
}
