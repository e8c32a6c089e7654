import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { MailRecipient } from '../../../jobs/delivery/mail/builder.ts'
import type { Delivery } from '../../../jobs/delivery/mail/delivery.ts'
import { listDeliveries } from '../../../jobs/delivery/mail/deliveryStore.ts'
import { readMailingStates } from '../../../jobs/delivery/mail/mailingState.ts'
import type { MailPeriod } from '../../../jobs/delivery/mail/periods.ts'
import { normalAddress } from '../../../jobs/delivery/mail/recipientList.ts'
import {
  type CorrectionResult,
  correctionResultOf,
  type RequestResult,
  requestCorrection,
  requestMail,
  resultOf,
} from '../../../jobs/delivery/mail/requests.ts'
import type { Mailing } from '../../../warehouse/catalogue/mailings.ts'
import type { Scope } from '../../../warehouse/orgs/scope.ts'
import type { ApiContext } from '../../context.ts'
import { errorBody, RequestError } from '../../http/errors.ts'
import { endedPeriodOf, mailingOf, mailingParams, periodInfo, periodText } from './mailingAsks.ts'
import { ADMIN_ROUTE, type MailRouteParts } from './mailRouteParts.ts'
import { recipientsInScope } from './recipientsInScope.ts'

const MOST_NAMED = 5_000

const result = z
  .enum(['queued', 'waiting', 'building', 'sending', 'sent', 'uncertain', 'failed', 'skipped', 'unsent'])
  .describe(
    'queued 为会发送，其余为不发送的原因；更正时 waiting 为前一封还在等待发送，unsent 为从未发送，都没有可更正的',
  )
const named = z.object({
  address: z.string().max(200, { error: '收件人无效' }).describe('收件人地址'),
  org: z.string().max(20, { error: '组织编号无效' }).describe('收件人所属的组织'),
})
const WHO = { error: '请指定收件人：all（全部）或地址与组织的列表' }
const recipients = z
  .union([z.literal('all'), z.array(named, WHO).min(1, WHO).max(MOST_NAMED, WHO)], WHO)
  .describe('all 为全部收件人，或逐一列出；没有默认值')
const count = z
  .number({ error: '请给出核对过的发送封数' })
  .int({ error: '封数应为整数' })
  .min(1, { error: '没有要发送的邮件' })
  .describe('核对过的封数；与现在会发送的封数不同时不发送')
const correction = z
  .boolean()
  .optional()
  .describe('更正已发送的邮件：另发一封标明“更正”的邮件，说明哪些数字有变')
/** The same in the address of a request. */
const correctionText = z
  .enum(['true', 'false'], { error: '只能为 true 或 false' })
  .default('false')
  .transform(text => text === 'true')
  .describe('核对更正')
const refusals = { 400: errorBody, 403: errorBody, 404: errorBody, 409: errorBody }

/** Sending a mailing out of turn: first what would be sent to whom, then the sending of exactly that. */
export function mailSendRoutes(
  { warehouse, now }: Pick<ApiContext, 'warehouse' | 'now'>,
  parts: MailRouteParts,
): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/api/mailings/:id/send',
      {
        config: ADMIN_ROUTE,
        schema: {
          summary: '立即发送前的核对：一期邮件会发给谁',
          tags: ['邮件'],
          params: mailingParams,
          querystring: z.object({ period: periodText, correction: correctionText }),
          response: {
            200: z.object({
              period: periodInfo,
              isCorrection: z.boolean(),
              recipients: z.array(
                z.object({ address: z.string(), org: z.string(), orgName: z.string(), result }),
              ),
            }),
            ...refusals,
          },
        },
      },
      async request => {
        const mailing = mailingOf(request.params.id)
        const period = endedPeriodOf(mailing, request.query.period, now())
        const { scope } = parts.callerOf(request)
        const isCorrection = request.query.correction
        const planned = await plan(mailing, period, scope, isCorrection)
        return { period: { id: period.id, label: period.label }, isCorrection, recipients: planned }
      },
    )
    app.post(
      '/api/mailings/:id/send',
      {
        config: ADMIN_ROUTE,
        schema: {
          summary: '立即发送一期邮件',
          description:
            '时期、收件人和封数都须写明。每个收件人每期最多一封：已发送的不再发送，未确定、失败和不发送的须在发送记录中逐一决定。correction 为真时例外：对已发送的另发一封更正。',
          tags: ['邮件'],
          params: mailingParams,
          body: z.object(
            { period: periodText, recipients, count, correction },
            { error: '请写明时期、收件人和封数' },
          ),
          response: {
            200: z.object({
              period: periodInfo,
              queued: z.number().describe('本次发送的封数'),
              results: z.array(
                z.object({ recipient: z.string(), org: z.string(), orgName: z.string(), result }),
              ),
            }),
            ...refusals,
          },
        },
      },
      async request => {
        const mailing = mailingOf(request.params.id)
        const { login, scope } = parts.callerOf(request)
        const period = endedPeriodOf(mailing, request.body.period, now())
        if (!parts.isOn) throw new RequestError('conflict', '没有配置邮件服务器（SMTP_HOST），不能发送邮件')
        if ((await readMailingStates(warehouse.app))[mailing.id].isPaused)
          throw new RequestError('conflict', `${mailing.title}已暂停，请先恢复`)
        const isCorrection = request.body.correction === true
        const planned = await plan(mailing, period, scope, isCorrection)
        const chosen = chosenOf(mailing, planned, request.body.recipients)
        const due = chosen.filter(each => each.result === 'queued').length
        if (due !== request.body.count)
          throw new RequestError(
            'conflict',
            `核对的是 ${request.body.count} 封，现在会发送 ${due} 封：收件人或投递状态已变动，没有发送，请重新核对`,
          )
        const results = []
        for (const each of chosen) {
          const asker = { login, now: now() }
          const ask = isCorrection ? requestCorrection : requestMail
          const told = await ask(warehouse.app, mailing, period, each, parts.from, asker)
          results.push({ recipient: each.address, org: each.org, orgName: each.orgName, result: told })
        }
        const queued = results.filter(each => each.result === 'queued').length
        await parts.audit(request, {
          org: chosen.length === 1 ? (chosen[0]?.org ?? '') : scope.org,
          detail: `${isCorrection ? 'correct' : 'send'} ${mailing.id} ${period.id}: ${queued} of ${results.length}`,
        })
        return { period: { id: period.id, label: period.label }, queued, results }
      },
    )
  }

  /** Every recipient in the scope, and what asking for the mail of this period would come to. */
  async function plan(
    mailing: Mailing,
    period: MailPeriod,
    scope: Scope,
    isCorrection: boolean,
  ): Promise<(MailRecipient & { result: CorrectionResult | RequestResult })[]> {
    const [visible, deliveries] = await Promise.all([
      recipientsInScope(warehouse.reader, parts, mailing.id, scope),
      listDeliveries(warehouse.app, { mailing: mailing.id, period: period.id }),
    ])
    const lastOf = (address: string, org: string) =>
      deliveries
        .filter(
          each => each.recipient === address && each.org === org && (isCorrection || each.correction === 0),
        )
        .reduce<Delivery | undefined>((a, b) => (a && a.correction > b.correction ? a : b), undefined)
    return visible.map(each => {
      const state = lastOf(each.address, each.org)?.state
      return { ...each, result: isCorrection ? correctionResultOf(state) : resultOf(state) }
    })
  }
}

/** The recipients that a request names. Throws `not_found` when one of them is none (any more). */
function chosenOf<T extends MailRecipient>(
  { title }: Mailing,
  planned: readonly T[],
  wanted: z.output<typeof recipients>,
): T[] {
  if (wanted === 'all') return [...planned]
  const byName = new Map(planned.map(each => [`${each.address}\0${each.org}`, each]))
  const chosen = wanted.map(({ address, org }) => {
    const found = byName.get(`${normalAddress(address)}\0${org}`)
    if (!found)
      throw new RequestError('not_found', `${title}没有这个收件人：${address}。名单可能已变动，请重新核对`)
    return found
  })
  return [...new Set(chosen)]
}
