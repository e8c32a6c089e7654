import { createHash } from 'node:crypto'
import type { MailingId } from '../../../warehouse/catalogue/mailings.ts'

/**
 * What a delivery is and how it goes on. Pure.
 *
 *     waiting ──► building ──► sending ──► sent
 *        ▲           │            ├──► waiting, failed   (surely not taken)
 *        └───────────┘            └──► uncertain         (nobody knows)
 *
 * Every arrow is one compare-and-set. `sending` is written before the first byte goes to the mail server, so whatever dies,
 * a mail that may have left never stands as `waiting`. `building` sends nothing: a dead process's is taken over.
 * `uncertain`, `failed` and `skipped` go on by somebody's decision only.
 */
export const DELIVERY_STATES = [
  'waiting',
  'building',
  'sending',
  'sent',
  'uncertain',
  'failed',
  'skipped',
] as const
export type StoredState = (typeof DELIVERY_STATES)[number]

/** What names a delivery: at most one mail leaves for each. */
export interface DeliveryKey {
  mailing: MailingId
  /** Id of the period, for example `2026-10`. */
  period: string
  recipient: string
  org: string
  /** 0: the mail of the period. 1, 2, …: corrections of it, each asked for by somebody. */
  correction: number
}

/** A figure as the body of a mail said it. */
export interface MailedFigure {
  title: string
  value: string
}

export interface Delivery extends DeliveryKey {
  id: string
  /** Number of its last change. */
  seq: number
  orgName: string
  state: StoredState
  tries: number
  /** Tries that failed because of this mail (not of the server), since it was last asked for. */
  refusals: number
  /** Milliseconds since 1970, as `retryAt`. */
  at: number
  retryAt: number
  reason: string
  messageId: string
  subject: string
  /** What the body said, in its order; empty until the mail is built. */
  figures: readonly MailedFigure[]
  bytes: number
  holder: string
  attempt: string
  decidedBy: string
}

/** What becomes of a delivery; what is not named stays. */
export type DeliveryChange = Partial<Omit<Delivery, 'id' | 'seq' | 'at' | keyof DeliveryKey>>

/**
 * How handing a mail over ended.
 *
 * - `sent`: the server took it
 * - `refused`: the server will never take it
 * - `deferred`: the server did not take it now, because of this mail or recipient
 * - `unavailable`: no mail gets through at all (server away, password wrong, sender refused)
 * - `unknown`: the message was on its way when the answer failed to come
 */
export type SendOutcome =
  | { kind: 'sent'; reply: string }
  | { kind: 'refused' | 'deferred' | 'unavailable' | 'unknown'; reason: string }

const MINUTE_MS = 60_000
/** Waits after the first, second, … failure, ms. Greylisting lets a mail in after some minutes. */
export const RETRY_MS: readonly number[] = [1, 5, 15, 60, 240].map(minutes => minutes * MINUTE_MS)
// a server that is back is noticed within the hour
const LONGEST_OUTAGE_WAIT_MS = 60 * MINUTE_MS
const MAX_REASON = 500

/** Hash that names a delivery in the table, in addresses and in the Message-ID. */
export function deliveryId({ mailing, period, recipient, org, correction }: DeliveryKey): string {
  const parts = [mailing, period, recipient, org, ...(correction > 0 ? [String(correction)] : [])]
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32)
}

/** Message-ID of a delivery: every try carries the same, so that a mail server may recognise a second one. */
export function messageIdOf(id: string, from: string): string {
  const domain = /@([^<>\s@]+)>?$/.exec(from)?.[1] ?? 'tuanshu.invalid'
  return `<${id}@${domain}>`
}

/** What a delivery in state `sending` becomes when the mail server has answered, or has not. */
export function afterSending(delivery: Delivery, outcome: SendOutcome, now: number): DeliveryChange {
  const done = { holder: '', tries: delivery.tries + 1 }
  switch (outcome.kind) {
    case 'sent':
      return { ...done, state: 'sent', reason: cut(outcome.reply), retryAt: 0 }
    case 'refused':
      return { ...done, state: 'failed', reason: cut(outcome.reason), retryAt: 0 }
    case 'unknown':
      return { ...done, state: 'uncertain', reason: cut(outcome.reason), retryAt: 0 }
    case 'deferred':
      return afterRefusal(delivery, outcome.reason, now)
    case 'unavailable':
      return afterOutage(delivery, outcome.reason, now)
  }
}

/** What a delivery becomes that could not be sent for a reason of its own: tried again some times, then failed. */
export function afterRefusal(delivery: Delivery, reason: string, now: number): DeliveryChange {
  const refusals = delivery.refusals + 1
  const wait = RETRY_MS[delivery.refusals]
  const tried = { holder: '', tries: delivery.tries + 1, refusals }
  if (wait === undefined)
    return { ...tried, state: 'failed', reason: cut(`已尝试 ${refusals} 次：${reason}`), retryAt: 0 }
  return { ...tried, state: 'waiting', reason: cut(reason), retryAt: now + wait }
}

/** What a delivery becomes while no mail gets through at all: it waits as long as that takes. */
export function afterOutage(delivery: Delivery, reason: string, now: number): DeliveryChange {
  const wait = Math.min(RETRY_MS[delivery.tries] ?? LONGEST_OUTAGE_WAIT_MS, LONGEST_OUTAGE_WAIT_MS)
  return {
    holder: '',
    tries: delivery.tries + 1,
    state: 'waiting',
    reason: cut(reason),
    retryAt: now + wait,
  }
}

/** What a delivery becomes whose process died: only after the mail may have left is it for somebody to decide. */
export function afterDeath(delivery: Delivery): DeliveryChange | undefined {
  if (delivery.state !== 'sending') return undefined
  return {
    state: 'uncertain',
    holder: '',
    tries: delivery.tries + 1,
    retryAt: 0,
    reason: '发送途中程序中断，不能确定邮件是否已送达，请核实后决定重发或不再发送',
  }
}

export type Decision = 'resend' | 'skip'

/**
 * What a decision makes of a delivery, or undefined when it cannot be decided: what is sent stays sent, what is being
 * sent is in nobody's hand.
 */
export function afterDecision(
  delivery: Delivery,
  decision: Decision,
  login: string,
  now: number,
): DeliveryChange | undefined {
  const isOpen = delivery.state === 'uncertain' || delivery.state === 'failed'
  if (decision === 'resend' && (isOpen || delivery.state === 'skipped'))
    return {
      state: 'waiting',
      retryAt: now,
      refusals: 0,
      reason: `${login} 决定重发`,
      decidedBy: login,
      attempt: '',
    }
  if (decision === 'skip' && (isOpen || delivery.state === 'waiting'))
    return { state: 'skipped', retryAt: 0, reason: `${login} 决定不发送`, decidedBy: login, attempt: '' }
  return undefined
}

function cut(text: string): string {
  return text.length > MAX_REASON ? `${text.slice(0, MAX_REASON)}…` : text
}
