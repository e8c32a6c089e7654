import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Delivery } from '../../jobs/mail/delivery.ts'
import { type DeliveryFilter, listDeliveries, readDelivery } from '../../jobs/mail/deliveryStore.ts'
import { decideDelivery } from '../../jobs/mail/requests.ts'
import { MAILING_NAMES, MAILINGS } from '../../warehouse/catalogue/mailings.ts'
import { findOrgs } from '../../warehouse/query/orgs.ts'
import type { Scope } from '../../warehouse/query/types.ts'
import type { ApiContext } from '../context.ts'
import type { DeliveryInfo, DeliveryState } from '../contract.ts'
import { errorBody, RequestError } from '../http/errors.ts'
import { ADMIN_ROUTE, type MailRouteParts } from '../mail/mailRouteParts.ts'

const STATES = ['waiting', 'sending', 'sent', 'uncertain', 'failed', 'skipped'] as const
const MOST = 2_000

const deliveryInfo = z.object({
  id: z.string(),
  mailing: z.string(),
  mailingTitle: z.string(),
  period: z.string().describe('例如 2026-10 或 2026-W47'),
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
            period: z.string().max(10, { error: '期次无效' }).optional(),
            state: z.enum(STATES, { error: '没有这种状态' }).optional(),
          }),
          response: { 200: z.object({ deliveries: z.array(deliveryInfo) }), 400: errorBody },
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
        const found = await listDeliveries(warehouse.app, filter)
        const visible = await inScope(callerOf(request).scope, found)
        return { deliveries: visible.map(shown) }
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
        const [visible] = known ? await inScope(scope, [known]) : []
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
        return shown(decided)
      },
    )
  }

  async function inScope<T extends Delivery>(scope: Scope, deliveries: readonly T[]): Promise<T[]> {
    const ids = [...new Set(deliveries.map(({ org }) => org))]
    if (ids.length === 0) return []
    // what an administrator of the whole instance sees includes organisations that are gone by now
    if (scope.org === 'root') return [...deliveries]
    const known = await findOrgs(warehouse.reader, scope, ids)
    return deliveries.filter(({ org }) => known.has(org))
  }
}

/** A mail that is being built has not left yet: for the reader it waits. */
function shown({ mailing, state, reason, ...rest }: Delivery): DeliveryInfo {
  const { id, period, recipient, org, orgName, tries, at, retryAt, messageId, subject, bytes } = rest
  return {
    id,
    mailing,
    mailingTitle: MAILINGS[mailing].title,
    period,
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
