import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { MAILING_NAMES } from '../../../warehouse/catalogue/mailings.ts'
import { compareAndSet } from '../../../warehouse/platform/clickhouse/compareAndSet.ts'
import { sqlFile } from '../../../warehouse/platform/clickhouse/sqlFile.ts'
import { formatInstant } from '../../../warehouse/platform/time/day.ts'
import {
  DELIVERY_STATES,
  type Delivery,
  type DeliveryChange,
  type DeliveryKey,
  deliveryId,
  messageIdOf,
  type StoredState,
} from './delivery.ts'

/** A delivery, and whether the process that holds it is alive. */
export interface HeldDelivery extends Delivery {
  isHeld: boolean
}

export interface DeliveryFilter {
  mailing?: string
  period?: string
  id?: string
  states?: readonly StoredState[]
  /** Newest first; 10,000 by default. */
  limit?: number
}

/** Names of the leases that say that a process which sends mail is alive begin with this. */
export const HOLDER_PREFIX = 'mailer:'

const MAX_LISTED = 10_000
const INSTANT = "DateTime64(3, 'Asia/Shanghai')"

const whole = z.coerce.number()
const mailedFigures = z.array(z.object({ title: z.string(), value: z.string() }))
const row = z
  .object({
    id: z.string(),
    seq: whole,
    mailing: z.enum(MAILING_NAMES),
    period: z.string(),
    recipient: z.string(),
    org: z.string(),
    correction: whole,
    org_name: z.string(),
    state: z.enum(DELIVERY_STATES),
    tries: whole,
    refusals: whole,
    at_ms: whole,
    retry_ms: whole,
    reason: z.string(),
    message_id: z.string(),
    subject: z.string(),
    figures: z.string().transform(text => mailedFigures.parse(text === '' ? [] : JSON.parse(text))),
    bytes: whole,
    holder: z.string(),
    attempt: z.string(),
    decided_by: z.string(),
    is_alive: whole,
  })
  .transform(
    ({ org_name, at_ms, retry_ms, message_id, decided_by, is_alive, ...same }): HeldDelivery => ({
      ...same,
      orgName: org_name,
      at: at_ms,
      retryAt: retry_ms,
      messageId: message_id,
      decidedBy: decided_by,
      isHeld: is_alive === 1,
    }),
  )

/** Deliveries as they are now, the last changed first. */
export async function listDeliveries(
  client: ClickHouseClient,
  { mailing = '', period = '', id = '', states = DELIVERY_STATES, limit = MAX_LISTED }: DeliveryFilter = {},
): Promise<HeldDelivery[]> {
  const answer = await client.query({
    query: sqlFile('deliveries'),
    query_params: { mailing, period, id, states, limit },
    format: 'JSONEachRow',
  })
  return z.array(row).parse(await answer.json())
}

/** One delivery as it is now, or undefined for an unknown id. */
export async function readDelivery(client: ClickHouseClient, id: string): Promise<HeldDelivery | undefined> {
  if (!/^[0-9a-f]{32}$/.test(id)) return undefined
  const [found] = await listDeliveries(client, { id })
  return found
}

/**
 * Writes a change of a delivery if it is still as the caller knows it. Resolves to the delivery after it, or to undefined
 * when somebody else was faster.
 */
export async function changeDelivery(
  client: ClickHouseClient,
  delivery: Delivery,
  change: DeliveryChange,
  now: number,
): Promise<Delivery | undefined> {
  const next: Delivery = { ...delivery, decidedBy: '', ...change, at: now, seq: delivery.seq + 1 }
  const isWritten = await compareAndSet(client, {
    table: 'sys_delivery',
    key: ['id', next.id],
    after: delivery.seq,
    row: {
      mailing: [next.mailing, 'String'],
      period: [next.period, 'String'],
      recipient: [next.recipient, 'String'],
      org: [next.org, 'String'],
      correction: [next.correction, 'UInt8'],
      org_name: [next.orgName, 'String'],
      state: [next.state, 'String'],
      tries: [next.tries, 'UInt16'],
      refusals: [next.refusals, 'UInt16'],
      at: [formatInstant(next.at), INSTANT],
      retry_at: [formatInstant(next.retryAt), INSTANT],
      reason: [next.reason, 'String'],
      message_id: [next.messageId, 'String'],
      subject: [next.subject, 'String'],
      figures: [JSON.stringify(next.figures), 'String'],
      bytes: [next.bytes, 'UInt64'],
      holder: [next.holder, 'String'],
      attempt: [next.attempt, 'String'],
      decided_by: [next.decidedBy, 'String'],
    },
  })
  return isWritten ? next : undefined
}

/** Puts a delivery down as waiting. Resolves to false when it is there already, in whatever state. */
export async function createDelivery(
  client: ClickHouseClient,
  key: DeliveryKey,
  {
    orgName,
    from,
    retryAt,
    decidedBy = '',
  }: { orgName: string; from: string; retryAt: number; decidedBy?: string },
  now: number,
): Promise<boolean> {
  const id = deliveryId(key)
  const absent: Delivery = {
    ...key,
    id,
    seq: 0,
    orgName,
    state: 'waiting',
    tries: 0,
    refusals: 0,
    at: now,
    retryAt,
    reason: '',
    messageId: messageIdOf(id, from),
    subject: '',
    figures: [],
    bytes: 0,
    holder: '',
    attempt: '',
    decidedBy,
  }
  return (await changeDelivery(client, absent, { decidedBy }, now)) !== undefined
}

/** What can be worked on at `now`: waiting and due, or held by a process that died before anything was sent. */
export async function dueDeliveries(client: ClickHouseClient, now: number): Promise<HeldDelivery[]> {
  const open = await listDeliveries(client, { states: ['waiting', 'building'] })
  return open.filter(({ state, retryAt, isHeld }) => (state === 'waiting' ? retryAt <= now : !isHeld))
}

/** What a process held that died while it handed the mail over: nobody knows whether it left. */
export async function deadDeliveries(client: ClickHouseClient): Promise<HeldDelivery[]> {
  const sending = await listDeliveries(client, { states: ['sending'] })
  return sending.filter(({ isHeld }) => !isHeld)
}
