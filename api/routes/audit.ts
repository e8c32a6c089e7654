import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { writeAuditWorkbook } from '../../jobs/delivery/workbook/auditWorkbook.ts'
import { AUDIT_ACTIONS } from '../../warehouse/contract/auditAction.ts'
import { orgName } from '../../warehouse/contract/orgName.ts'
import {
  type AuditEntry,
  type AuditFilter,
  audit,
  auditCursor,
  readAudit,
} from '../../warehouse/control/accounts/audit.ts'
import { findOrgs, type Org, ROOT, readOrg } from '../../warehouse/orgs/readOrgs.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import { formatDay, startOfDay } from '../../warehouse/platform/time/day.ts'
import { accountOf, askedOrg, scopeOf } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import type { AuditInfo } from '../contract.ts'
import { attachmentHeaders } from '../http/attachment.ts'
import { errorBody, RequestError } from '../http/errors.ts'
import { dayText } from './dayText.ts'

const MOST = 500
/** Rows of a workbook: a spreadsheet opens it at once, and it is made within a second. */
const MOST_IN_FILE = 10_000
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const filter = z.object({
  org: z
    .string()
    .max(20, { error: '组织编号无效' })
    .default(ROOT.id)
    .describe('有关组织（含下级）的编号，root 为本人可见的全部'),
  login: z.string().max(40, { error: '账号名过长' }).optional(),
  action: z.enum(AUDIT_ACTIONS, { error: '没有这种操作' }).optional(),
  from: dayText.optional().describe('自此日起，YYYY-MM-DD'),
  to: dayText.optional().describe('至此日止，含当日'),
})
type Filter = z.output<typeof filter>

const page = z.object({
  entries: z.array(
    z.object({
      at: z.number().describe('时刻，毫秒'),
      login: z.string().describe('账号；大屏为空'),
      action: z.enum(AUDIT_ACTIONS),
      org: z.string(),
      orgName: z.string().describe('有关的组织；没有时为空'),
      detail: z.string(),
      address: z.string().describe('来源地址'),
    }),
  ),
  next: z.string().nullable().describe('下一页的 before；最后一页为 null'),
})
const TAGS = ['运行']
const refusals = { 400: errorBody, 401: errorBody, 403: errorBody, 404: errorBody }

/** Who did what, newest first. */
export function auditRoutes({ warehouse, log, now }: ApiContext): FastifyPluginAsyncZod {
  /** What of the trail the reader may see and wants. */
  async function asked(request: FastifyRequest, given: Filter): Promise<{ org: Org; filter: AuditFilter }> {
    const { login, action, from, to } = given
    if (from !== undefined && to !== undefined && to < from)
      throw new RequestError('input', '结束日期早于开始日期')
    const scope = scopeOf(request)
    const org = await readOrg(warehouse.reader, scope, askedOrg(scope, given.org))
    const until = to === undefined ? undefined : startOfDay(to + 1)
    return { org, filter: { login, action, from: from === undefined ? undefined : startOfDay(from), to: until } }
  }

  async function named(entries: readonly AuditEntry[], scope: Scope): Promise<AuditInfo[]> {
    const ids = [...new Set(entries.map(({ org }) => org).filter(Boolean))]
    const orgs = await findOrgs(warehouse.reader, scope, ids)
    return entries.map(({ at, login, action, org, detail, address }) => {
      const found = orgs.get(org)
      const name = found ? orgName(found) : org && `组织 ${org}`
      return { at, login, action, org, orgName: name, detail, address }
    })
  }

  return async app => {
    app.get(
      '/api/audit',
      {
        config: { access: 'admin' },
        schema: {
          summary: '审计记录',
          tags: TAGS,
          querystring: filter.extend({
            before: auditCursor.optional().describe('上一页的 next'),
            limit: z.coerce.number().int().min(1).max(MOST).default(100),
          }),
          response: { 200: page, ...refusals },
        },
      },
      async request => {
        const { before, limit, ...given } = request.query
        const { org, filter } = await asked(request, given)
        // one more tells whether there is another page
        const found = await readAudit(warehouse.app, { org: org.id }, { ...filter, before, limit: limit + 1 })
        const shown = found.slice(0, limit)
        return {
          entries: await named(shown, scopeOf(request)),
          next: found.length > limit ? (shown.at(-1)?.cursor ?? null) : null,
        }
      },
    )
    app.get(
      '/api/audit/file',
      {
        config: { access: 'admin' },
        schema: {
          summary: '审计记录（Excel）',
          description: `最近的 ${MOST_IN_FILE} 条；更多时请缩小范围。`,
          tags: TAGS,
          querystring: filter,
          produces: [XLSX],
        },
      },
      async (request, reply) => {
        const { org, filter } = await asked(request, request.query)
        const [{ login }, at] = [accountOf(request), now()]
        const found = await readAudit(warehouse.app, { org: org.id }, { ...filter, limit: MOST_IN_FILE + 1 })
        const deeds = await named(found.slice(0, MOST_IN_FILE), scopeOf(request))
        const title = `${orgName(org)}审计记录${daysOf(request.query)}`
        const isCut = found.length > MOST_IN_FILE
        const bytes = await writeAuditWorkbook(title, { deeds, isCut }, { account: login, now: at })
        const detail = `${title}，${deeds.length} 条`
        await audit(warehouse.app, log, { at, login, action: 'download', org: org.id, detail, address: request.ip })
        return reply.headers(attachmentHeaders(`${title}.xlsx`, XLSX)).send(bytes)
      },
    )
  }
}

function daysOf({ from, to }: Filter): string {
  if (from === undefined && to === undefined) return ''
  return `（${from === undefined ? '' : formatDay(from)} 至 ${to === undefined ? '今' : formatDay(to)}）`
}
