import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { MAILING_NAMES, type MailingId } from '../../../warehouse/catalogue/mailings.ts'
import { count, instant, oneOf, text, written } from '../../../warehouse/platform/clickhouse/columns.ts'
import { versioned } from '../../../warehouse/platform/clickhouse/versioned.ts'
import { heldLeases } from '../../../warehouse/platform/lease.ts'
import {
  DELIVERY_STATES,
  type Delivery,
  type DeliveryChange,
  type DeliveryKey,
  deliveryId,
  type MailedFigure,
  messageIdOf,
  type StoredState,
} from './delivery.ts'

/** A delivery, and whether the process that holds it is alive. */
export interface HeldDelivery extends Delivery {
  isHeld: boolean
}

export interface DeliveryFilter {
  mailing?: MailingId | undefined
  period?: string | undefined
  states?: readonly StoredState[]
  /** Newest first; 10,000 by default. */
  limit?: number
}

/** Names of the leases that say that a process which sends mail is alive begin with this. */
export const HOLDER_PREFIX = 'mailer:'

const MAX_LISTED = 10_000

const mailedFigures = z.array(z.object({ title: z.string(), value: z.string() }))

const DELIVERIES = versioned({
  table: 'sys_delivery',
  key: 'id',
  columns: {
    id: text,
    mailing: oneOf(MAILING_NAMES),
    period: text,
    recipient: text,
    org: text,
    correction: count,
    orgName: text,
    state: oneOf(DELIVERY_STATES),
    tries: count,
    refusals: count,
    at: instant,
    retryAt: instant,
    reason: text,
    messageId: text,
    subject: text,
    figures: written<readonly MailedFigure[]>(
      found => mailedFigures.parse(found === '' ? [] : JSON.parse(found)),
      figures => JSON.stringify(figures),
    ),
    bytes: count,
    holder: text,
    attempt: text,
    decidedBy: text,
  },
})

/** Deliveries as they are now, the last changed first. */
export async function listDeliveries(
  client: ClickHouseClient,
  { mailing, period, states, limit = MAX_LISTED }: DeliveryFilter = {},
): Promise<HeldDelivery[]> {
  const where = {
    ...(mailing ? { mailing: [mailing] } : {}),
    ...(period ? { period: [period] } : {}),
    ...(states ? { state: states } : {}),
  }
  const found = await DELIVERIES.list(client, { where, orderBy: 'at', descending: true, limit })
  return withHolders(client, found)
}

/** One delivery as it is now, or undefined for an unknown id. */
export async function readDelivery(client: ClickHouseClient, id: string): Promise<HeldDelivery | undefined> {
  if (!/^[0-9a-f]{32}$/.test(id)) return undefined
  const found = await DELIVERIES.find(client, id)
  return found && (await withHolders(client, [found]))[0]
}

/**
 * Adds whether the holders are alive. They are asked for after the deliveries: a process that took one meanwhile has changed
 * it, so that who takes it for abandoned is too late; asked for before, it would pass for dead.
 */
async function withHolders(
  client: ClickHouseClient,
  deliveries: readonly Delivery[],
): Promise<HeldDelivery[]> {
  const holders = deliveries.flatMap(({ holder }) => (holder === '' ? [] : [holder]))
  const alive = await heldLeases(client, [...new Set(holders)])
  return deliveries.map(delivery => ({ ...delivery, isHeld: alive.has(delivery.holder) }))
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
  return DELIVERIES.write(client, delivery.seq, { ...delivery, decidedBy: '', ...change, at: now })
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
