import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { MailContent, MailRecipient } from '../../jobs/mail/builder.ts'
import { frameMail } from '../../jobs/mail/mailFrame.ts'
import { readMailingStates, setPaused } from '../../jobs/mail/mailingState.ts'
import { missedPeriods } from '../../jobs/mail/missedPeriods.ts'
import { dueAt, latestDue, type MailPeriod, parsePeriod, periodAfter } from '../../jobs/mail/periods.ts'
import { normalAddress } from '../../jobs/mail/recipientList.ts'
import { requestCorrection, requestMail } from '../../jobs/mail/requests.ts'
import { startedPeriods } from '../../jobs/mail/startPeriod.ts'
import { findMailing, MAILINGS, type Mailing } from '../../warehouse/catalogue/mailings.ts'
import { findOrgs } from '../../warehouse/query/orgs.ts'
import type { Scope } from '../../warehouse/query/types.ts'
import { dayOf } from '../../warehouse/time/day.ts'
import type { ApiContext } from '../context.ts'
import { attachmentHeaders } from '../http/attachment.ts'
import { errorBody, RequestError } from '../http/errors.ts'
import { ADMIN_ROUTE, type Caller, type MailRouteParts } from '../mail/mailRouteParts.ts'

const recipient = z.object({
  address: z.string(),
  org: z.string(),
  orgName: z.string(),
  source: z.enum(['account', 'list']),
})
const mailingInfo = z.object({
  id: z.string(),
  title: z.string(),
  schedule: z.string(),
  isOn: z.boolean().describe('已配置邮件服务器'),
  isPaused: z.boolean(),
  nextAt: z.number().describe('下次发送的时刻，毫秒；暂停时为 0'),
  nextPeriod: z.string(),
  missedPeriods: z.array(z.string()).describe('停机或暂停期间错过的期次，不会自动补发'),
  recipients: z.array(recipient),
})
const params = z.object({ id: z.string().max(20, { error: '没有这种邮件' }) })
const previewQuery = z.object({
  recipient: z.string().max(200, { error: '收件人无效' }).describe('收件人地址'),
  org: z.string().max(20, { error: '组织编号无效' }).optional().describe('同一地址对应多个组织时指定'),
  period: z.string().max(10, { error: '期次无效' }).optional().describe('默认最近一期'),
})
const refusals = { 400: errorBody, 403: errorBody, 404: errorBody, 409: errorBody }

/** Scheduled mail: what is sent when and to whom; pause, send now, and look at a mail before it goes. */
export function mailingRoutes(
  { warehouse, now }: Pick<ApiContext, 'warehouse' | 'now'>,
  parts: MailRouteParts,
): FastifyPluginAsyncZod {
  const client = warehouse.app

  return async app => {
    app.get(
      '/api/mailings',
      {
        config: ADMIN_ROUTE,
        schema: {
          summary: '定时邮件',
          tags: ['邮件'],
          response: { 200: z.object({ mailings: z.array(mailingInfo) }) },
        },
      },
      async request => {
        const { scope } = parts.callerOf(request)
        return { mailings: await Promise.all(Object.values(MAILINGS).map(each => infoOf(each, scope))) }
      },
    )
    for (const [verb, isPaused, summary] of [
      ['pause', true, '暂停一种定时邮件'],
      ['resume', false, '恢复一种定时邮件'],
    ] as const)
      app.post(
        `/api/mailings/:id/${verb}`,
        {
          config: ADMIN_ROUTE,
          schema: { summary, tags: ['邮件'], params, response: { 200: mailingInfo, ...refusals } },
        },
        async request => {
          const mailing = mailingOf(request.params.id)
          const caller = parts.callerOf(request)
          onlyWhole(caller)
          await setPaused(client, mailing.id, isPaused, caller.login, now())
          await parts.audit(request, { org: caller.scope.org, detail: `${verb} ${mailing.id}` })
          return infoOf(mailing, caller.scope)
        },
      )
    app.post(
      '/api/mailings/:id/send',
      {
        config: ADMIN_ROUTE,
        schema: {
          summary: '立即发送一期邮件',
          description:
            '每个收件人每期最多一封：已发送的不再发送，未确定、失败和不发送的须在发送记录中逐一决定。correction 为真时例外：对已发送的另发一封更正。',
          tags: ['邮件'],
          params,
          body: z.object({
            period: z.string().max(10, { error: '期次无效' }).optional().describe('默认最近一期'),
            recipient: z.string().max(200, { error: '收件人无效' }).optional().describe('默认全部收件人'),
            correction: z
              .boolean()
              .optional()
              .describe('更正已发送的邮件：另发一封标明“更正”的邮件，说明哪些数字有变'),
          }),
          response: {
            200: z.object({
              period: z.string(),
              results: z.array(
                z.object({
                  recipient: z.string(),
                  org: z.string(),
                  orgName: z.string(),
                  result: z
                    .enum([
                      'queued',
                      'waiting',
                      'building',
                      'sending',
                      'sent',
                      'uncertain',
                      'failed',
                      'skipped',
                      'unsent',
                    ])
                    .describe('unsent：从未发送，没有可更正的'),
                }),
              ),
            }),
            ...refusals,
          },
        },
      },
      async request => {
        const mailing = mailingOf(request.params.id)
        const caller = parts.callerOf(request)
        const period = periodOf(mailing, request.body.period)
        if (!parts.isOn) throw new RequestError('conflict', '没有配置邮件服务器（SMTP_HOST），不能发送邮件')
        if ((await readMailingStates(client))[mailing.id].isPaused)
          throw new RequestError('conflict', `${mailing.title}已暂停，请先恢复`)
        const chosen = await recipientsOf(mailing, caller.scope, request.body.recipient)
        const results = []
        for (const each of chosen) {
          const asker = { login: caller.login, now: now() }
          const result = request.body.correction
            ? await requestCorrection(client, mailing, period, each, parts.from, asker)
            : await requestMail(client, mailing, period, each, parts.from, asker)
          results.push({ recipient: each.address, org: each.org, orgName: each.orgName, result })
        }
        await parts.audit(request, {
          org: chosen.length === 1 ? (chosen[0]?.org ?? '') : caller.scope.org,
          detail: `${request.body.correction ? 'correct' : 'send'} ${mailing.id} ${period.id}: ${results.filter(({ result }) => result === 'queued').length} of ${results.length}`,
        })
        return { period: period.id, results }
      },
    )
    app.get(
      '/api/mailings/:id/preview',
      {
        config: ADMIN_ROUTE,
        schema: {
          summary: '预览一封邮件',
          tags: ['邮件'],
          params,
          querystring: previewQuery,
          response: {
            200: z.object({
              subject: z.string(),
              html: z.string(),
              attachments: z.array(z.object({ name: z.string(), bytes: z.number() })),
            }),
            ...refusals,
          },
        },
      },
      async request => {
        const content = await build(request.params.id, request.query, parts.callerOf(request).scope)
        const files = content.attachments.map(({ name, bytes }) => ({ name, bytes: bytes.length }))
        const enclosures = files.map(file => ({ ...file, how: 'attached' as const }))
        const { html } = frameMail(content, enclosures, parts.portal)
        return { subject: content.subject, html, attachments: files }
      },
    )
    app.get(
      '/api/mailings/:id/preview/files/:n',
      {
        config: ADMIN_ROUTE,
        schema: {
          summary: '预览一封邮件的附件',
          tags: ['邮件'],
          params: params.extend({ n: z.coerce.number({ error: '附件序号无效' }).int().min(0) }),
          querystring: previewQuery,
        },
      },
      async (request, reply) => {
        const { scope } = parts.callerOf(request)
        const { attachments } = await build(request.params.id, request.query, scope)
        const file = attachments[request.params.n]
        if (!file) throw new RequestError('not_found', '没有这个附件')
        await parts.audit(request, { org: scope.org, detail: `preview ${request.params.id} ${file.name}` })
        return reply.headers(attachmentHeaders(file.name)).send(file.bytes)
      },
    )
  }

  async function infoOf(mailing: Mailing, scope: Scope) {
    const [states, started, recipients] = await Promise.all([
      readMailingStates(client),
      startedPeriods(client, mailing.id),
      visibleRecipients(mailing, scope),
    ])
    const { isPaused } = states[mailing.id]
    const latest = latestDue(mailing, now())
    const next = periodAfter(latest)
    return {
      id: mailing.id,
      title: mailing.title,
      schedule: mailing.schedule,
      isOn: parts.isOn,
      isPaused,
      nextAt: isPaused ? 0 : dueAt(mailing, next),
      nextPeriod: next.id,
      missedPeriods: missedPeriods(mailing, started, latest),
      recipients,
    }
  }

  async function build(id: string, query: z.infer<typeof previewQuery>, scope: Scope): Promise<MailContent> {
    const mailing = mailingOf(id)
    const period = periodOf(mailing, query.period)
    const found = await recipientsOf(mailing, scope, query.recipient)
    const chosen = found.find(({ org }) => query.org === undefined || org === query.org)
    if (!chosen) throw new RequestError('not_found', '该收件人没有绑定这个组织')
    // under the recipient's own organisation, whoever looks
    return parts.builders[mailing.id]({
      recipient: chosen,
      scope: { org: chosen.org },
      period,
      signal: new AbortController().signal,
    })
  }

  async function recipientsOf(
    mailing: Mailing,
    scope: Scope,
    address: string | undefined,
  ): Promise<MailRecipient[]> {
    const visible = await visibleRecipients(mailing, scope)
    if (address === undefined) return visible
    const found = visible.filter(each => each.address === normalAddress(address))
    if (found.length === 0) throw new RequestError('not_found', `${mailing.title}没有这个收件人`)
    return found
  }

  async function visibleRecipients(mailing: Mailing, scope: Scope): Promise<MailRecipient[]> {
    const { recipients } = await parts.recipients(mailing.id)
    if (scope.org === 'root' || recipients.length === 0) return recipients
    const orgs = await findOrgs(
      warehouse.reader,
      scope,
      recipients.map(({ org }) => org),
    )
    return recipients.filter(({ org }) => orgs.has(org))
  }

  function periodOf(mailing: Mailing, id: string | undefined): MailPeriod {
    if (id === undefined) return latestDue(mailing, now())
    const period = parsePeriod(mailing, id)
    if (!period)
      throw new RequestError(
        'input',
        `期次应为${mailing.grain === 'month' ? ' 2026-10' : ' 2026-W47'} 的形式`,
      )
    if (period.to >= dayOf(now())) throw new RequestError('input', `${period.label}尚未结束`)
    return period
  }
}

function mailingOf(id: string): Mailing {
  const mailing = findMailing(id)
  if (!mailing) throw new RequestError('not_found', '没有这种邮件')
  return mailing
}

/** A mailing goes to the whole province: who sees only a part of it does not pause it. */
function onlyWhole({ scope }: Caller): void {
  if (scope.org !== 'root') throw new RequestError('forbidden', '只有全省管理员可以暂停或恢复定时邮件')
}
