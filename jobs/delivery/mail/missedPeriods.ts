import type { Mailing } from '../../../warehouse/catalogue/mailings.ts'
import { type MailPeriod, parsePeriod, periodAfter } from './periods.ts'

/**
 * Ids of the periods between the first that was started and the latest due one that never were, oldest first: nothing is
 * mailed for them unless somebody asks for it. Pure.
 */
export function missedPeriods(mailing: Mailing, started: readonly string[], latest: MailPeriod): string[] {
  const [first] = started
  const missed: string[] = []
  for (
    let period = first === undefined ? undefined : parsePeriod(mailing, first);
    period && period.from < latest.from;
    period = periodAfter(period)
  )
    if (!started.includes(period.id)) missed.push(period.id)
  return missed
}
