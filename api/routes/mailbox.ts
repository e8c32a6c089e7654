import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readMessage, readMessages, type StoredMessage } from '../../jobs/mail/mailbox.ts'
import type { ApiContext } from '../context.ts'
import type { MailboxMessage } from '../contract.ts'
import { attachmentHeaders } from '../http/attachment.ts'
import { errorBody, RequestError } from '../http/errors.ts'
import { ADMIN_ROUTE } from '../mail/mailRouteParts.ts'

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

/** The local mailbox of the demonstration. Without MAIL_CATCHER there are no such routes. */
export function mailboxRoutes({ config }: Pick<ApiContext, 'config'>): FastifyPluginAsyncZod {
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
      async () => ({
        messages: (await readMessages(config.dataDir)).map(each => ({ ...shown(each), html: '' })),
      }),
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
      async request => shown(await read(request.params.id)),
    )
    app.get(
      '/api/mailbox/:id/html',
      { config: ADMIN_ROUTE, schema: { summary: '一封演示邮件的正文', tags: ['邮件'], params } },
      async (request, reply) => {
        const { html } = await read(request.params.id)
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
        const file = (await read(request.params.id)).attachments[request.params.n]
        if (!file) throw new RequestError('not_found', '没有这个附件')
        return reply.headers(attachmentHeaders(file.name)).send(file.bytes)
      },
    )
  }

  async function read(id: string): Promise<StoredMessage> {
    const found = await readMessage(config.dataDir, id)
    if (!found) throw new RequestError('not_found', '没有这封邮件')
    return found
  }
}

function shown({ id, from, to, subject, at, html, attachments }: StoredMessage): MailboxMessage {
  const files = attachments.map(({ name, bytes }) => ({ name, bytes: bytes.length }))
  return { id, from, to, subject, at, html, attachments: files }
}
