import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readMessage, readMessages, type StoredMessage } from '../../../jobs/delivery/mail/mailbox.ts'
import { orgsOfMessages } from '../../../jobs/delivery/mail/messageOrgs.ts'
import type { ApiContext } from '../../context.ts'
import type { MailboxMessage } from '../../contract.ts'
import { attachmentHeaders } from '../../http/attachment.ts'
import { errorBody, RequestError } from '../../http/errors.ts'
import { inScope } from './inScope.ts'
import { ADMIN_ROUTE, type MailRouteParts } from './mailRouteParts.ts'

// the frame of the portal may show it; nothing in it runs, leaves or is fetched
const SANDBOX =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"

const message = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  at: z.number(),
  html: z.string().describe('正文；列表中为空'),
  attachments: z.array(z.object({ name: z.string(), bytes: z.number() })),
})
const params = z.object({ id: z.string().max(40, { error: '没有这封邮件' }) })

/**
 * The local mailbox of the demonstration, as far as its mails were made for organisations that the caller may see. Without
 * MAIL_CATCHER there are no such routes.
 */
export function mailboxRoutes(
  { config, warehouse }: Pick<ApiContext, 'config' | 'warehouse'>,
  { callerOf }: Pick<MailRouteParts, 'callerOf'>,
): FastifyPluginAsyncZod {
  return async app => {
    if (!config.MAIL_CATCHER) return
    app.get(
      '/api/mailbox',
      {
        config: ADMIN_ROUTE,
        schema: {
          summary: '演示邮箱',
          tags: ['邮件'],
          response: { 200: z.object({ messages: z.array(message) }) },
        },
      },
      async request => {
        const messages = await visible(request, await readMessages(config.dataDir))
        return { messages: messages.map(each => ({ ...shown(each), html: '' })) }
      },
    )
    app.get(
      '/api/mailbox/:id',
      {
        config: ADMIN_ROUTE,
        schema: {
          summary: '一封演示邮件',
          tags: ['邮件'],
          params,
          response: { 200: message, 404: errorBody },
        },
      },
      async request => shown(await read(request)),
    )
    app.get(
      '/api/mailbox/:id/html',
      { config: ADMIN_ROUTE, schema: { summary: '一封演示邮件的正文', tags: ['邮件'], params } },
      async (request, reply) => {
        const { html } = await read(request)
        return reply
          .headers({
            'content-type': 'text/html; charset=utf-8',
            'content-security-policy': SANDBOX,
            'x-frame-options': 'SAMEORIGIN',
            'cache-control': 'no-store',
          })
          .send(html)
      },
    )
    app.get(
      '/api/mailbox/:id/files/:n',
      {
        config: ADMIN_ROUTE,
        schema: {
          summary: '一封演示邮件的附件',
          tags: ['邮件'],
          params: params.extend({ n: z.coerce.number({ error: '附件序号无效' }).int().min(0) }),
        },
      },
      async (request, reply) => {
        const file = (await read(request)).attachments[request.params.n]
        if (!file) throw new RequestError('not_found', '没有这个附件')
        return reply.headers(attachmentHeaders(file.name)).send(file.bytes)
      },
    )
  }

  /** A mail that the caller may not see is as unknown as one that is not there. */
  async function read(request: FastifyRequest<{ Params: z.output<typeof params> }>): Promise<StoredMessage> {
    const message = await readMessage(config.dataDir, request.params.id)
    const [found] = message ? await visible(request, [message]) : []
    if (!found) throw new RequestError('not_found', '没有这封邮件')
    return found
  }

  async function visible(
    request: FastifyRequest,
    messages: readonly StoredMessage[],
  ): Promise<StoredMessage[]> {
    const ids = messages.map(({ messageId }) => messageId)
    const orgs = await orgsOfMessages(warehouse.app, ids)
    const placed = messages.map(message => ({ message, org: orgs.get(message.messageId) ?? '' }))
    return (await inScope(warehouse.reader, callerOf(request).scope, placed)).map(({ message }) => message)
  }
}

function shown({ id, from, to, subject, at, html, attachments }: StoredMessage): MailboxMessage {
  const files = attachments.map(({ name, bytes }) => ({ name, bytes: bytes.length }))
  return { id, from, to, subject, at, html, attachments: files }
}
