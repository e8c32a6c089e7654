import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import type { Mailing, MailingId } from '../../../warehouse/catalogue/mailings.ts'
import { compareAndSet } from '../../../warehouse/platform/clickhouse/compareAndSet.ts'
import { formatInstant } from '../../../warehouse/platform/time/day.ts'
import { createDelivery } from './deliveryStore.ts'
import type { MailContext } from './mailContext.ts'
import { readMailingStates } from './mailingState.ts'
import { dueAt, type MailPeriod, parsePeriod } from './periods.ts'

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
  const note = (after: number, recipients: number) =>
    compareAndSet(client, {
      table: 'sys_mailing_run',
      key: ['id', `${mailing.id}/${period.id}`],
      after,
      row: {
        mailing: [mailing.id, 'String'],
        period: [period.id, 'String'],
        recipients: [recipients, 'UInt32'],
        at: [formatInstant(now()), "DateTime64(3, 'Asia/Shanghai')"],
      },
    })
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

const starts = z.array(z.object({ period: z.string(), recipients: z.number() }))

async function readStarts(
  client: ClickHouseClient,
  mailing: MailingId,
): Promise<{ period: string; isComplete: boolean }[]> {
  const answer = await client.query({
    query: `select period, argMax(recipients, seq) as recipients
      from ops.sys_mailing_run where mailing = {mailing: String} group by period order by period`,
    query_params: { mailing },
    format: 'JSONEachRow',
  })
  return starts
    .parse(await answer.json())
    .map(({ period, recipients }) => ({ period, isComplete: recipients !== UNDER_WAY }))
}
