import { setTimeout as sleep } from 'node:timers/promises'
import { MAILINGS, type Mailing } from '../../../warehouse/catalogue/mailings.ts'
import { describeError } from '../../../warehouse/platform/errors.ts'
import { deliverDue } from './deliverDue.ts'
import { startBulletins } from './issue.ts'
import type { MailContext } from './mailContext.ts'
import { latestDue, type MailPeriod } from './periods.ts'
import { completeStarts, startPeriod } from './startPeriod.ts'

// a mail that somebody asks for leaves within this time; the look is two small queries
const LOOK_MS = 5_000

export interface Mailer {
  /** Ends after the mail in hand. */
  stop(): Promise<void>
}

/**
 * Sends what is due, until it is stopped: starts the latest period of every mailing once it is due and every bulletin once it is issued, and drives all
 * deliveries, also those that were asked for by hand or wait for another try. After downtime only the latest period is
 * mailed by itself: a month that nobody missed for weeks is for somebody to decide.
 */
export function startMailer(context: MailContext, lookMs = LOOK_MS): Mailer {
  const stopping = new AbortController()
  const started = new Set<string>()
  const look = async () => {
    for (const mailing of Object.values(MAILINGS)) {
      await completeStarts(mailing, context)
      const period = latestDue(mailing, context.now())
      const key = `${mailing.id}/${period.id}`
      if (started.has(key)) continue
      if ((await startPeriod(mailing, period, context)) !== undefined) started.add(key)
    }
    await startBulletins(context)
    await deliverDue(context, stopping.signal)
  }
  const run = async () => {
    while (!stopping.signal.aborted) {
      // the next look is due after this one ended; a failure is tried again with it
      await look().catch(error => context.log.warn({ reason: describeError(error) }, 'mailer could not look'))
      await sleep(lookMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const running = run()
  return {
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

/** Starts a period and drives its deliveries until each is final or waits. Resolves to the number worked on. */
export async function runMailing(
  mailing: Mailing,
  period: MailPeriod,
  context: MailContext,
  signal: AbortSignal,
  progress: (done: number, left: number) => void = () => {},
): Promise<number> {
  await completeStarts(mailing, context)
  await startPeriod(mailing, period, context)
  return deliverDue(context, signal, progress)
}
