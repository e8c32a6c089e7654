import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AUDIT_ACTIONS, auditCursor, readAudit } from '../../warehouse/control/accounts/audit.ts'
import { scopeOf } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import { errorBody } from '../http/errors.ts'

const MOST = 500

const page = z.object({
  entries: z.array(
    z.object({
      at: z.number().describe('时刻，毫秒'),
      login: z.string().describe('账号；大屏为空'),
      action: z.enum(AUDIT_ACTIONS),
      org: z.string(),
      detail: z.string(),
      address: z.string().describe('来源地址'),
    }),
  ),
  next: z.string().nullable().describe('下一页的 before；最后一页为 null'),
})

/** Who did what, newest first. */
export function auditRoutes({ warehouse }: ApiContext): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/api/audit',
      {
        config: { access: 'admin' },
        schema: {
          summary: '审计记录',
          tags: ['运行'],
          querystring: z.object({
            before: auditCursor.optional().describe('上一页的 next'),
            limit: z.coerce.number().int().min(1).max(MOST).default(100),
          }),
          response: { 200: page, 400: errorBody, 401: errorBody, 403: errorBody },
        },
      },
      async request => {
        const { before, limit } = request.query
        // one more tells whether there is another page
        const found = await readAudit(warehouse.app, scopeOf(request), { before, limit: limit + 1 })
        const shown = found.slice(0, limit)
        return {
          entries: shown.map(({ cursor: _cursor, ...entry }) => entry),
          next: found.length > limit ? (shown.at(-1)?.cursor ?? null) : null,
        }
      },
    )
  }
}
