import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import type { Mailing, MailingId } from '../../warehouse/catalogue/mailings.ts'
import { compareAndSet } from '../../warehouse/clickhouse/compareAndSet.ts'
import { formatInstant } from '../../warehouse/time/day.ts'
import { createDelivery } from './deliveryStore.ts'
import type { MailContext } from './mailContext.ts'
import { readMailingStates } from './mailingState.ts'
import { dueAt, type MailPeriod } from './periods.ts'

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
  if ((await startedPeriods(client, mailing.id)).includes(period.id)) return 0
  const found = await recipients(mailing.id)
  // with nobody to mail to there is nothing to fix: whoever is added while the period is the latest one gets its mail
  if (found.recipients.length === 0) return undefined
  const retryAt = Math.max(now(), dueAt(mailing, period))
  let made = 0
  for (const { address, org, orgName } of found.recipients) {
    const key = { mailing: mailing.id, period: period.id, recipient: address, org }
    if (await createDelivery(client, key, { orgName, from, retryAt }, now())) made++
  }
  // after the rows: a process that dies in between has left nobody out, the next one goes on
  await compareAndSet(client, {
    table: 'sys_mailing_run',
    key: ['id', `${mailing.id}/${period.id}`],
    after: 0,
    row: {
      mailing: [mailing.id, 'String'],
      period: [period.id, 'String'],
      recipients: [found.recipients.length, 'UInt32'],
      at: [formatInstant(now()), "DateTime64(3, 'Asia/Shanghai')"],
    },
  })
  log.info({ mailing: mailing.id, period: period.id, recipients: found.recipients.length }, 'mailing started')
  return made
}

/** Ids of the periods whose recipients are fixed, oldest first. */
export async function startedPeriods(client: ClickHouseClient, mailing: MailingId): Promise<string[]> {
  const answer = await client.query({
    query: `select distinct period from ops.sys_mailing_run where mailing = {mailing: String} order by period`,
    query_params: { mailing },
    format: 'JSONCompactEachRow',
  })
  return z
    .array(z.tuple([z.string()]))
    .parse(await answer.json())
    .map(([period]) => period)
}
