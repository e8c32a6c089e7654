import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Delivery } from '../../../jobs/delivery/mail/delivery.ts'
import {
  type DeliveryFilter,
  listDeliveries,
  readDelivery,
} from '../../../jobs/delivery/mail/deliveryStore.ts'
import { parsePeriod } from '../../../jobs/delivery/mail/periods.ts'
import { periodsOfDeliveries } from '../../../jobs/delivery/mail/periodsOfDeliveries.ts'
import { decideDelivery } from '../../../jobs/delivery/mail/requests.ts'
import {
  BULLETIN_MAILING,
  MAILING_NAMES,
  MAILINGS,
  type MailingId,
  mailingTitle,
} from '../../../warehouse/catalogue/mailings.ts'
import { listFrozen } from '../../../warehouse/frozen/frozenStore.ts'
import type { ApiContext } from '../../context.ts'
import type { DeliveryInfo, DeliveryState } from '../../contract.ts'
import { errorBody, RequestError } from '../../http/errors.ts'
import { inScope } from './inScope.ts'
import { periodInfo } from './mailingAsks.ts'
import { ADMIN_ROUTE, type MailRouteParts } from './mailRouteParts.ts'

const STATES = ['waiting', 'sending', 'sent', 'uncertain', 'failed', 'skipped'] as const
const MOST = 2_000
// what is not filtered by is left out: an empty value is a mistake of whoever asks
const EMPTY = { error: '期次不能为空，不筛选时请省略' }

const deliveryInfo = z.object({
  id: z.string(),
  mailing: z.string(),
  mailingTitle: z.string(),
  isCorrection: z.boolean().describe('更正此前发送的同期邮件'),
  period: periodInfo,
  recipient: z.string(),
  org: z.string(),
  orgName: z.string(),
  state: z.enum(STATES),
  tries: z.number(),
  at: z.number().describe('进入此状态的时刻，毫秒'),
  retryAt: z.number().describe('下次尝试的时刻，毫秒；不再尝试为 0'),
  reason: z.string(),
  messageId: z.string(),
  subject: z.string(),
  bytes: z.number(),
})

/** A bulletin in the log of mails, and the last day that it measures. */
interface BulletinLabel {
  label: string
  to: number
}

const STATE_TITLES: Readonly<Record<Delivery['state'], string>> = {
  waiting: '等待发送',
  building: '正在生成',
  sending: '正在发送',
  sent: '已发送',
  uncertain: '未确定',
  failed: '失败',
  skipped: '不发送',
}

/** The log of mails: how far each is, and the decisions about those that do not go on by themselves. */
export function deliveryRoutes(
  { warehouse, now }: Pick<ApiContext, 'warehouse' | 'now'>,
  { callerOf, audit }: MailRouteParts,
): FastifyPluginAsyncZod {
  /** Bulletins by the id of their sets: `团广东省委 通报〔2026〕第7期`. */
  const bulletinLabels = async () =>
    new Map(
      (await listFrozen(warehouse.app, ['bulletin'])).map(({ id, orgName, name, to }) => [
        id,
        { label: `${orgName} ${name}`, to },
      ]),
    )

  return async app => {
    app.get(
      '/api/deliveries',
      {
        config: ADMIN_ROUTE,
        schema: {
          summary: '邮件发送记录',
          tags: ['邮件'],
          querystring: z.object({
            mailing: z.enum(MAILING_NAMES, { error: '没有这种邮件' }).optional(),
            period: z.string().min(1, EMPTY).max(32, { error: '期次无效' }).optional(),
            state: z.enum(STATES, { error: '没有这种状态' }).optional(),
          }),
          response: {
            200: z.object({
              deliveries: z.array(deliveryInfo),
              periods: z.array(periodInfo).describe('有发送记录的期次，新的在前'),
              now: z.number().describe('服务器时刻，毫秒'),
            }),
            400: errorBody,
          },
        },
      },
      async request => {
        const { mailing, period, state } = request.query
        const filter: DeliveryFilter = {
          limit: MOST,
          ...(mailing ? { mailing } : {}),
          ...(period ? { period } : {}),
          ...(state ? { states: storedStates(state) } : {}),
        }
        const [found, started] = await Promise.all([
          listDeliveries(warehouse.app, filter),
          periodsOfDeliveries(warehouse.app),
        ])
        const visible = await inScope(warehouse.reader, callerOf(request).scope, found)
        const bulletins = await bulletinLabels()
        const periods = started
          .flatMap(each => issueAt(each, bulletins) ?? [])
          .sort((a, b) => b.to - a.to)
          .map(({ id, label }) => ({ id, label }))
        return { deliveries: visible.map(each => shown(each, bulletins)), periods, now: now() }
      },
    )
    app.post(
      '/api/deliveries/:id/decide',
      {
        config: ADMIN_ROUTE,
        schema: {
          summary: '决定未确定、失败或等待中的邮件是否发送',
          description: '重发沿用原来的 Message-ID。已发送的邮件不会再次发送。',
          tags: ['邮件'],
          params: z.object({ id: z.string().max(64, { error: '编号无效' }) }),
          body: z.object({ action: z.enum(['resend', 'skip'], { error: '只能为 resend 或 skip' }) }),
          response: { 200: deliveryInfo, 403: errorBody, 404: errorBody, 409: errorBody },
        },
      },
      async request => {
        const { login, scope } = callerOf(request)
        const { action } = request.body
        const known = await readDelivery(warehouse.app, request.params.id)
        const [visible] = known ? await inScope(warehouse.reader, scope, [known]) : []
        if (!visible) throw new RequestError('not_found', '没有这条发送记录')
        const decided = await decideDelivery(warehouse.app, visible.id, action, { login, now: now() })
        if (decided === undefined) throw new RequestError('not_found', '没有这条发送记录')
        if (typeof decided === 'string')
          throw new RequestError(
            'conflict',
            `这封邮件的状态是“${STATE_TITLES[decided]}”，不能${action === 'resend' ? '重发' : '取消'}`,
          )
        await audit(request, {
          org: decided.org,
          detail: `${action} ${decided.mailing} ${decided.period} ${decided.recipient}`,
        })
        return shown(decided, await bulletinLabels())
      },
    )
  }
}

/** What an issue of a mailing is called, and its last day; undefined for an id that is none. */
function issueAt(
  { mailing, period }: { mailing: MailingId; period: string },
  bulletins: ReadonlyMap<string, BulletinLabel>,
): { id: string; label: string; to: number } | undefined {
  if (mailing !== BULLETIN_MAILING.id) return parsePeriod(MAILINGS[mailing], period)
  const found = bulletins.get(period)
  return found && { id: period, ...found }
}

/** A mail that is being built has not left yet: for the reader it waits. */
function shown(
  { mailing, state, reason, correction, ...rest }: Delivery,
  bulletins: ReadonlyMap<string, BulletinLabel>,
): DeliveryInfo {
  const { id, period, recipient, org, orgName, tries, at, retryAt, messageId, subject, bytes } = rest
  return {
    id,
    mailing,
    mailingTitle: mailingTitle(mailing),
    isCorrection: correction > 0,
    period: { id: period, label: issueAt({ mailing, period }, bulletins)?.label ?? period },
    recipient,
    org,
    orgName,
    state: state === 'building' ? 'waiting' : state,
    tries,
    at,
    retryAt,
    reason: state === 'building' ? '正在生成邮件' : reason,
    messageId,
    subject,
    bytes,
  }
}

function storedStates(state: DeliveryState): Delivery['state'][] {
  return state === 'waiting' ? ['waiting', 'building'] : [state]
}
