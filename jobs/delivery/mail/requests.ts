import type { ClickHouseClient } from '@clickhouse/client'
import type { Mailing } from '../../../warehouse/catalogue/mailings.ts'
import type { MailRecipient } from './builder.ts'
import { afterDecision, type Decision, type Delivery, deliveryId, type StoredState } from './delivery.ts'
import { changeDelivery, createDelivery, readDelivery } from './deliveryStore.ts'
import type { MailPeriod } from './periods.ts'

/** Who asks, and when (milliseconds since 1970). */
export interface Asker {
  login: string
  now: number
}

/**
 * - `queued`: it is sent next
 * - otherwise the state because of which it is not: `sent` stays sent, what is `uncertain`, `failed` or `skipped` takes a
 *   decision, what is `building` or `sending` is being worked on
 */
export type RequestResult = 'queued' | Exclude<StoredState, 'waiting'>

/**
 * Of a correction: `queued`, the state because of which there is nothing to correct yet (`waiting`: the last mail has not left,
 * and says what is known when it does), or `unsent`.
 */
export type CorrectionResult = 'queued' | 'unsent' | Exclude<StoredState, 'sent'>

/** What asking for a correction comes to when the last mail of the period is in this state, or was never asked for. */
export function correctionResultOf(state: StoredState | undefined): CorrectionResult {
  if (state === undefined) return 'unsent'
  return state === 'sent' ? 'queued' : state
}

/** What asking for a mail comes to that is in this state, or was never asked for. */
export function resultOf(state: StoredState | undefined): RequestResult {
  return state === undefined || state === 'waiting' ? 'queued' : state
}

/**
 * Carries out a decision about a delivery. Resolves to the delivery after it, to undefined for an unknown id, and to the
 * unchanged state when it cannot be decided (any more).
 */
export async function decideDelivery(
  client: ClickHouseClient,
  id: string,
  decision: Decision,
  { login, now }: Asker,
): Promise<Delivery | StoredState | undefined> {
  const delivery = await readDelivery(client, id)
  if (!delivery) return undefined
  const change = afterDecision(delivery, decision, login, now)
  if (!change) return delivery.state
  return (
    (await changeDelivery(client, delivery, change, now)) ??
    decideDelivery(client, id, decision, { login, now })
  )
}

/**
 * Asks for the mail of a period to one recipient, now: at most one leaves, as on schedule. `from` is the sender, for the
 * Message-ID of a delivery that is not there yet.
 */
export async function requestMail(
  client: ClickHouseClient,
  mailing: Mailing,
  period: MailPeriod,
  { address, org, orgName }: MailRecipient,
  from: string,
  { login, now }: Asker,
): Promise<RequestResult> {
  const key = { mailing: mailing.id, period: period.id, recipient: address, org, correction: 0 }
  const delivery = await readDelivery(client, deliveryId(key))
  if (!delivery) {
    await createDelivery(client, key, { orgName, from, retryAt: now, decidedBy: login }, now)
    return 'queued'
  }
  if (delivery.state !== 'waiting') return delivery.state
  // a lost race means that it is being worked on already
  const hurry = { retryAt: now, reason: `${login} 要求立即发送`, decidedBy: login }
  await changeDelivery(client, delivery, hurry, now)
  return 'queued'
}

/**
 * Asks for a correction of a mail that was sent: a mail of its own, marked, that says what changed. Resolves to `queued`, or
 * to the state because of which there is nothing to correct yet (the last mail of the period is not sent), or to `unsent`
 * when none was ever asked for.
 */
export async function requestCorrection(
  client: ClickHouseClient,
  mailing: Mailing,
  period: MailPeriod,
  { address, org, orgName }: MailRecipient,
  from: string,
  { login, now }: Asker,
): Promise<CorrectionResult> {
  const key = { mailing: mailing.id, period: period.id, recipient: address, org }
  let last: Delivery | undefined
  for (let correction = 0; ; correction++) {
    const next = await readDelivery(client, deliveryId({ ...key, correction }))
    if (!next) break
    last = next
  }
  if (last?.state !== 'sent') return correctionResultOf(last?.state)
  const correction = last.correction + 1
  await createDelivery(client, { ...key, correction }, { orgName, from, retryAt: now, decidedBy: login }, now)
  return 'queued'
}
