import type { ClickHouseClient } from '@clickhouse/client'
import { MAILING_NAMES, type Mailing, type MailingId } from '../../../warehouse/catalogue/mailings.ts'
import { count, instant, oneOf, text } from '../../../warehouse/platform/clickhouse/columns.ts'
import { versioned } from '../../../warehouse/platform/clickhouse/versioned.ts'
import type { MailRecipient } from './builder.ts'
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

/** What is started: its mailing, its id, when its mails are due, and who of the recipients of the mailing gets one. */
interface Started {
  mailing: MailingId
  issue: string
  dueAt: number
  isFor(recipient: MailRecipient): boolean
}

/** Starts a period, as `startIssue` does: everybody who gets the mailing gets it. */
export function startPeriod(
  mailing: Mailing,
  period: MailPeriod,
  context: MailContext,
): Promise<number | undefined> {
  const started = { mailing: mailing.id, issue: period.id, dueAt: dueAt(mailing, period), isFor: () => true }
  return startIssue(started, context)
}

/**
 * Fixes the recipients of an issue of a mailing: a delivery each, waiting. Once only; whoever becomes a recipient later gets a
 * mail of it when somebody sends it. Resolves to the number of deliveries made, or to undefined when nothing was started:
 * the mailing is paused, or nobody gets it.
 */
export async function startIssue(
  { mailing, issue, dueAt: due, isFor }: Started,
  { warehouse, recipients, from, now, log }: MailContext,
): Promise<number | undefined> {
  const client = warehouse.app
  if ((await readMailingStates(client))[mailing].isPaused) return undefined
  const run = (await readStarts(client, mailing)).find(each => each.period === issue)
  if (run?.isComplete) return 0
  const found = (await recipients(mailing)).recipients.filter(isFor)
  // with nobody to mail to there is nothing to fix: whoever is added while the issue is the latest one gets its mail
  if (found.length === 0) return undefined
  const id = `${mailing}/${issue}`
  const note = (after: number, recipients: number) =>
    STARTS.write(client, after, { id, mailing, period: issue, recipients, at: now() })
  // before the first delivery: a start that is cut off is found and completed, also after the next one was started
  if (!run) await note(0, UNDER_WAY)
  const retryAt = Math.max(now(), due)
  let made = 0
  for (const { address, org, orgName } of found) {
    const key = { mailing, period: issue, recipient: address, org, correction: 0 }
    if (await createDelivery(client, key, { orgName, from, retryAt }, now())) made++
  }
  await note(1, found.length)
  log.info({ mailing, period: issue, recipients: found.length }, 'mailing started')
  return made
}

/** Completes the starts of a mailing that were cut off, whatever period is the latest one by now. */
export async function completeStarts(mailing: Mailing, context: MailContext): Promise<void> {
  for (const id of await cutOffStarts(context.warehouse.app, mailing.id)) {
    const period = parsePeriod(mailing, id)
    if (period) await startPeriod(mailing, period, context)
  }
}

/** Ids of the issues of a mailing whose start was cut off. */
export async function cutOffStarts(client: ClickHouseClient, mailing: MailingId): Promise<string[]> {
  return (await readStarts(client, mailing)).flatMap(({ period, isComplete }) => (isComplete ? [] : [period]))
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
