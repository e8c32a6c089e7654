import type { ClickHouseClient } from '@clickhouse/client'
import { MAILING_NAMES, type Mailing, type MailingId } from '../../../warehouse/catalogue/mailings.ts'
import { count, instant, oneOf, text } from '../../../warehouse/platform/clickhouse/columns.ts'
import { versioned } from '../../../warehouse/platform/clickhouse/versioned.ts'
import { createDelivery } from './deliveryStore.ts'
import type { MailContext } from './mailContext.ts'
import { readMailingStates } from './mailingState.ts'
import { dueAt, type MailPeriod, parsePeriod } from './periods.ts'

const STARTS = versioned({
  table: 'sys_mailing_run',
  key: 'id',
  columns: { id: text, mailing: oneOf(MAILING_NAMES), period: text, recipients: count, at: instant },
})

// stands for the number of recipients until all of them have a delivery; nothing is started for nobody
const UNDER_WAY = 0

/**
 * Fixes the recipients of a period: a delivery each, waiting. Once only; whoever becomes a recipient later gets a mail of
 * this period when somebody sends it. Resolves to the number of deliveries made, or to undefined when nothing was started:
 * the mailing is paused, or nobody gets it.
 */
export async function startPeriod(
  mailing: Mailing,
  period: MailPeriod,
  { warehouse, recipients, from, now, log }: MailContext,
): Promise<number | undefined> {
  const client = warehouse.app
  if ((await readMailingStates(client))[mailing.id].isPaused) return undefined
  const run = (await readStarts(client, mailing.id)).find(each => each.period === period.id)
  if (run?.isComplete) return 0
  const found = await recipients(mailing.id)
  // with nobody to mail to there is nothing to fix: whoever is added while the period is the latest one gets its mail
  if (found.recipients.length === 0) return undefined
  const id = `${mailing.id}/${period.id}`
  const note = (after: number, recipients: number) =>
    STARTS.write(client, after, { id, mailing: mailing.id, period: period.id, recipients, at: now() })
  // before the first delivery: a start that is cut off is found and completed, also after the next period was started
  if (!run) await note(0, UNDER_WAY)
  const retryAt = Math.max(now(), dueAt(mailing, period))
  let made = 0
  for (const { address, org, orgName } of found.recipients) {
    const key = { mailing: mailing.id, period: period.id, recipient: address, org, correction: 0 }
    if (await createDelivery(client, key, { orgName, from, retryAt }, now())) made++
  }
  await note(1, found.recipients.length)
  log.info({ mailing: mailing.id, period: period.id, recipients: found.recipients.length }, 'mailing started')
  return made
}

/** Completes the starts of a mailing that were cut off, whatever period is the latest one by now. */
export async function completeStarts(mailing: Mailing, context: MailContext): Promise<void> {
  for (const { period: id, isComplete } of await readStarts(context.warehouse.app, mailing.id)) {
    const period = isComplete ? undefined : parsePeriod(mailing, id)
    if (period) await startPeriod(mailing, period, context)
  }
}

/** Ids of the periods whose start has begun, oldest first. */
export async function startedPeriods(client: ClickHouseClient, mailing: MailingId): Promise<string[]> {
  return (await readStarts(client, mailing)).map(({ period }) => period)
}

async function readStarts(
  client: ClickHouseClient,
  mailing: MailingId,
): Promise<{ period: string; isComplete: boolean }[]> {
  const starts = await STARTS.list(client, { where: { mailing: [mailing] }, orderBy: 'period' })
  return starts.map(({ period, recipients }) => ({ period, isComplete: recipients !== UNDER_WAY }))
}
