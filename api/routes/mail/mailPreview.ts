import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { MailContent } from '../../../jobs/delivery/mail/builder.ts'
import { frameMail } from '../../../jobs/delivery/mail/mailFrame.ts'
import { latestDue } from '../../../jobs/delivery/mail/periods.ts'
import { normalAddress } from '../../../jobs/delivery/mail/recipientList.ts'
import type { Scope } from '../../../warehouse/orgs/scope.ts'
import type { ApiContext } from '../../context.ts'
import { attachmentHeaders } from '../../http/attachment.ts'
import { errorBody, RequestError } from '../../http/errors.ts'
import { endedPeriodOf, mailingOf, mailingParams, periodText } from './mailingAsks.ts'
import { ADMIN_ROUTE, type MailRouteParts } from './mailRouteParts.ts'
import { recipientsInScope } from './recipientsInScope.ts'

const previewQuery = z.object({
  recipient: z.string({ error: '请指定收件人' }).max(200, { error: '收件人无效' }).describe('收件人地址'),
  org: z.string().max(20, { error: '组织编号无效' }).optional().describe('同一地址对应多个组织时指定'),
  period: periodText.optional().describe('默认最近一期'),
})

/** A mail before it goes, and its files: as one recipient would get it. */
export function mailPreviewRoutes(
  { warehouse, now }: Pick<ApiContext, 'warehouse' | 'now'>,
  parts: MailRouteParts,
): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/api/mailings/:id/preview',
      {
        config: ADMIN_ROUTE,
        schema: {
          summary: '预览一封邮件',
          tags: ['邮件'],
          params: mailingParams,
          querystring: previewQuery,
          response: {
            200: z.object({
              subject: z.string(),
              html: z.string(),
              attachments: z.array(z.object({ name: z.string(), bytes: z.number() })),
            }),
            400: errorBody,
            403: errorBody,
            404: errorBody,
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
          params: mailingParams.extend({ n: z.coerce.number({ error: '附件序号无效' }).int().min(0) }),
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

  async function build(id: string, query: z.infer<typeof previewQuery>, scope: Scope): Promise<MailContent> {
    const mailing = mailingOf(id)
    const period =
      query.period === undefined ? latestDue(mailing, now()) : endedPeriodOf(mailing, query.period, now())
    const visible = await recipientsInScope(warehouse.reader, parts, mailing.id, scope)
    const found = visible.filter(({ address }) => address === normalAddress(query.recipient))
    if (found.length === 0) throw new RequestError('not_found', `${mailing.title}没有这个收件人`)
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
}
