import { randomUUID } from 'node:crypto'
import { whileUnreachable } from '../../../warehouse/platform/clickhouse/retry.ts'
import { describeError, TuanshuError } from '../../../warehouse/platform/errors.ts'
import type { MailRecipient } from './builder.ts'
import { composeMail } from './composeMail.ts'
import {
  afterOutage,
  afterRefusal,
  afterSending,
  type Delivery,
  type DeliveryChange,
  deliveryId,
  type MailedFigure,
} from './delivery.ts'
import { changeDelivery, readDelivery } from './deliveryStore.ts'
import { type Issue, issueOf } from './issue.ts'
import type { MailContext } from './mailContext.ts'
import { readMailingStates } from './mailingState.ts'
import type { Recipients } from './recipients.ts'
import type { SmtpSession } from './smtp.ts'

interface Built {
  message: Buffer
  subject: string
  figures: readonly MailedFigure[]
}

export interface Pass {
  /** Name of the lease that says that this process is alive. */
  holder: string
  session: SmtpSession
  /** Aborted: nothing more may be handed over. */
  signal: AbortSignal
  /** Recipients of a mailing, read once per pass. */
  recipients(mailing: Delivery['mailing']): Promise<Recipients>
}

/**
 * - `done`: it has been worked on
 * - `left`: somebody else has it, or it must wait for a reason of its mailing
 * - `outage`: no mail gets through; the other ones need not be tried now
 */
export type DeliverResult = { kind: 'done' | 'left' } | { kind: 'outage'; reason: string }

// the data of a period are looked at again after this long
const READY_LOOK_MS = 5 * 60_000
const DONE: DeliverResult = { kind: 'done' }
const LEFT: DeliverResult = { kind: 'left' }

/**
 * Works on one due delivery: claims it, builds the mail under the recipient's own organisation, and hands it over. Each
 * step is a compare-and-set, so of several processes one goes on, and one that slept meanwhile stops before it sends.
 */
export async function deliver(delivery: Delivery, context: MailContext, pass: Pass): Promise<DeliverResult> {
  const { warehouse, now } = context
  const change = (from: Delivery, to: DeliveryChange) => changeDelivery(warehouse.app, from, to, now())

  const { recipient, issue, hindrance } = await mayGo(delivery, context, pass)
  if (!recipient || !issue) {
    await change(delivery, hindrance)
    return LEFT
  }
  const attempt = randomUUID()
  const claimed = await change(delivery, { state: 'building', holder: pass.holder, attempt, reason: '' })
  if (!claimed) return LEFT

  const built = await build(claimed, { recipient, issue }, context, pass)
  if ('hindrance' in built) {
    await settle(claimed, built.hindrance, context)
    return DONE
  }
  const outage = await pass.session.open()
  if (outage) {
    await settle(claimed, afterOutage(claimed, outage, now()), context)
    return { kind: 'outage', reason: outage }
  }
  const release: DeliveryChange = { state: 'waiting', holder: '', retryAt: now() }
  if (pass.signal.aborted || (await readMailingStates(warehouse.app))[delivery.mailing].isPaused) {
    await settle(claimed, release, context)
    return LEFT
  }
  const sending = await markSending(claimed, built, context)
  if (!sending) return LEFT

  const outcome = await pass.session.send(
    { from: addressOf(context.from), to: delivery.recipient },
    built.message,
  )
  await settle(sending, afterSending(sending, outcome, now()), context)
  tell(sending, outcome.kind, context)
  return outcome.kind === 'unavailable' ? { kind: 'outage', reason: outcome.reason } : DONE
}

/** Whether the recipient still is one and the data are there; otherwise what becomes of the delivery. */
async function mayGo(
  delivery: Delivery,
  context: MailContext,
  pass: Pass,
): Promise<{ recipient?: MailRecipient; issue?: Issue; hindrance: DeliveryChange }> {
  const waiting = (reason: string): DeliveryChange => ({
    state: 'waiting',
    holder: '',
    reason,
    retryAt: context.now() + READY_LOOK_MS,
  })
  const { recipients, faults } = await pass.recipients(delivery.mailing)
  const recipient = recipients.find(
    ({ address, org }) => address === delivery.recipient && org === delivery.org,
  )
  if (!recipient && faults.length > 0) return { hindrance: waiting('暂不能确认收件人所属的组织，稍后再试') }
  if (!recipient)
    return {
      hindrance: {
        state: 'skipped',
        holder: '',
        retryAt: 0,
        reason: '账号已停用、不再绑定该组织，或已不在收件人名单中',
      },
    }
  const issue = await issueOf(delivery, context)
  const reason = issue ? await issue.whyNotReady() : `没有 ${delivery.period} 这一期`
  return issue && reason === undefined
    ? { recipient, issue, hindrance: {} }
    : { hindrance: waiting(reason ?? '') }
}

/** What the mail before a correction said; undefined for a mail that corrects none. */
async function correctedBy(
  { correction, ...key }: Delivery,
  { warehouse }: MailContext,
): Promise<readonly MailedFigure[] | undefined> {
  if (correction === 0) return undefined
  const before = await readDelivery(warehouse.app, deliveryId({ ...key, correction: correction - 1 }))
  return before?.figures ?? []
}

/** The message, or what becomes of the delivery when it cannot be made. */
async function build(
  claimed: Delivery,
  { recipient, issue }: { recipient: MailRecipient; issue: Issue },
  context: MailContext,
  { signal }: Pass,
): Promise<Built | { hindrance: DeliveryChange }> {
  const { now, log } = context
  try {
    const scope = { org: recipient.org }
    const corrects = await correctedBy(claimed, context)
    const content = await issue.build({ recipient, scope, signal, ...(corrects ? { corrects } : {}) })
    const message = await composeMail(content, {
      from: context.from,
      to: claimed.recipient,
      messageId: claimed.messageId,
      date: now(),
      maxBytes: context.maxBytes,
      portal: context.portal,
      offerDownload: file => context.offerDownload(file, recipient),
    })
    return { message, subject: content.subject, figures: content.figures }
  } catch (error) {
    if (signal.aborted) return { hindrance: { state: 'waiting', holder: '', retryAt: now() } }
    log.error(
      { delivery: claimed.id, mailing: claimed.mailing, period: claimed.period, err: error },
      'could not build a mail',
    )
    const isKnown = error instanceof TuanshuError
    const reason = `生成邮件失败：${isKnown ? describeError(error) : '内部错误，详见日志'}`
    const after = isKnown && error.code === 'unavailable' ? afterOutage : afterRefusal
    return { hindrance: after(claimed, reason, now()) }
  }
}

/**
 * The step after which the mail may leave: undefined when the claim is no longer ours. When the warehouse does not answer,
 * the mail is not sent and the delivery is put back as soon as it does.
 */
async function markSending(
  claimed: Delivery,
  { message, subject, figures }: Built,
  context: MailContext,
): Promise<Delivery | undefined> {
  const { warehouse, now } = context
  const to: DeliveryChange = { state: 'sending', subject, figures, bytes: message.length }
  try {
    return await changeDelivery(warehouse.app, claimed, to, now())
  } catch (error) {
    await settle(claimed, afterOutage(claimed, `数据仓库没有答复：${describeError(error)}`, now()), context)
    return undefined
  }
}

/**
 * Writes how a try ended. Also when others gave it up meanwhile (this process slept, or the warehouse was away): while it
 * stands as uncertain and nobody has decided, its own process knows better.
 */
async function settle(claim: Delivery, change: DeliveryChange, context: MailContext): Promise<void> {
  const { warehouse, now, log } = context
  await whileUnreachable(
    async () => {
      for (;;) {
        const current = await readDelivery(warehouse.app, claim.id)
        const isOurs = current?.attempt === claim.attempt
        if (!current || !isOurs || !['building', 'sending', 'uncertain'].includes(current.state)) return
        if (await changeDelivery(warehouse.app, current, change, now())) return
      }
    },
    { log, what: 'delivery' },
  )
}

function tell({ id, mailing, period }: Delivery, kind: string, { log }: MailContext): void {
  const keys = { delivery: id, mailing, period, outcome: kind }
  if (kind === 'sent') log.info(keys, 'mail handed over')
  else log.warn(keys, 'mail not handed over')
}

/** The bare address of `name <address>`. */
function addressOf(sender: string): string {
  return /<([^<>]+)>$/.exec(sender)?.[1] ?? sender
}
