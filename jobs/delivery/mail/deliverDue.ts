import { randomUUID } from 'node:crypto'
import os from 'node:os'
import type { MailingId } from '../../../warehouse/catalogue/mailings.ts'
import { withLease } from '../../../warehouse/platform/lease.ts'
import { deliver, type Pass } from './deliver.ts'
import { afterDeath, afterOutage, type Delivery } from './delivery.ts'
import { changeDelivery, deadDeliveries, dueDeliveries, HOLDER_PREFIX } from './deliveryStore.ts'
import type { MailContext } from './mailContext.ts'
import { readMailingStates } from './mailingState.ts'
import type { Recipients } from './recipients.ts'
import { SmtpSession } from './smtp.ts'

/**
 * Works on everything that is due, one mail after the other (mail servers take a few hundred a minute from one sender;
 * building a workbook takes longer than that). Several processes may do so at once: each holds a lease of its own that
 * says that it is alive, and what a process holds whose lease ran out is taken over.
 * Resolves to the number of deliveries worked on.
 */
export async function deliverDue(
  context: MailContext,
  signal: AbortSignal,
  progress: (done: number, left: number) => void = () => {},
): Promise<number> {
  await settleDead(context)
  if ((await readDue(context)).length === 0) return 0
  const holder = `${HOLDER_PREFIX}${os.hostname()}:${process.pid}:${randomUUID()}`
  const { warehouse, leaseMs, log, smtp } = context
  return withLease(warehouse.app, holder, { ttlMs: leaseMs, log }, async lost => {
    const session = new SmtpSession(smtp)
    try {
      return await workOff(
        context,
        {
          holder,
          session,
          signal: AbortSignal.any([signal, lost]),
          recipients: onceEach(context.recipients),
        },
        progress,
      )
    } finally {
      session.close()
    }
  })
}

async function workOff(
  context: MailContext,
  pass: Pass,
  progress: (done: number, left: number) => void,
): Promise<number> {
  let done = 0
  for (;;) {
    const due = shuffle(await readDue(context))
    const outage = due.length > 0 ? await pass.session.open() : undefined
    if (outage) {
      await postpone(due, outage, context)
      return done
    }
    const before = done
    for (const [i, delivery] of due.entries()) {
      if (pass.signal.aborted) return done
      const result = await deliver(delivery, context, pass)
      if (result.kind === 'outage') {
        await postpone(due.slice(i + 1), result.reason, context)
        return done
      }
      if (result.kind === 'done') done++
      progress(done, due.length - i - 1)
    }
    // what is left is in other hands, or waits
    if (done === before) return done
  }
}

/** Due deliveries of mailings that are not paused. */
async function readDue({ warehouse, now }: MailContext): Promise<Delivery[]> {
  const [due, states] = await Promise.all([
    dueDeliveries(warehouse.app, now()),
    readMailingStates(warehouse.app),
  ])
  return due.filter(({ mailing }) => !states[mailing].isPaused)
}

/** What a process was handing over when it died becomes uncertain, for somebody to decide. */
async function settleDead({ warehouse, now, log }: MailContext): Promise<void> {
  for (const delivery of await deadDeliveries(warehouse.app)) {
    const change = afterDeath(delivery)
    if (!change || !(await changeDelivery(warehouse.app, delivery, change, now()))) continue
    const { id, mailing, period } = delivery
    log.error(
      { delivery: id, mailing, period },
      'a process died while it sent a mail: it waits for a decision',
    )
  }
}

/** While no mail gets through every due delivery waits, and says why. */
async function postpone(due: readonly Delivery[], reason: string, { warehouse, now, log }: MailContext) {
  log.error({ deliveries: due.length, reason }, 'no mail gets through')
  for (const delivery of due)
    await changeDelivery(warehouse.app, delivery, afterOutage(delivery, reason, now()), now())
}

function onceEach(
  read: (mailing: MailingId) => Promise<Recipients>,
): (mailing: MailingId) => Promise<Recipients> {
  const known = new Map<MailingId, Promise<Recipients>>()
  return mailing => {
    const promise = known.get(mailing) ?? read(mailing)
    known.set(mailing, promise)
    return promise
  }
}

/** In random order: several processes do not reach for the same one all the time. */
function shuffle<T>(list: readonly T[]): T[] {
  return list
    .map(item => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
