import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { windowNow } from '../../jobs/bulletins/bulletinWindows.ts'
import { writeBulletinAnnex } from '../../jobs/delivery/bulletin/bulletinAnnex.ts'
import { bulletinDocument } from '../../jobs/delivery/bulletin/bulletinDocument.ts'
import { readOutlooks } from '../../jobs/schedule/outlooks.ts'
import type { Bulletin } from '../../warehouse/bulletins/bulletin.ts'
import { issueBulletin, readBulletinOf } from '../../warehouse/bulletins/issueBulletin.ts'
import { NotIssuable, readBulletin } from '../../warehouse/bulletins/readBulletin.ts'
import { BULLETINS, CADENCES, findBulletin } from '../../warehouse/catalogue/bulletins.ts'
import { audit } from '../../warehouse/control/accounts/audit.ts'
import type { FrozenSet } from '../../warehouse/frozen/frozenSet.ts'
import { readOrg } from '../../warehouse/orgs/readOrgs.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { dayOf } from '../../warehouse/platform/time/day.ts'
import { placeOf } from '../../warehouse/reports/place.ts'
import { accountOf, askedOrg, scopeOf } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import type { BulletinAnswer, BulletinInfo, BulletinList } from '../contract.ts'
import { attachmentHeaders } from '../http/attachment.ts'
import { errorBody, RequestError } from '../http/errors.ts'
import { frozenInfo, frozenInScope, frozenOf } from './frozenSets.ts'

const MOST = 200
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const info = z.object({
  id: z.string(),
  name: z.string().describe('通报〔年〕第几期：按组织、按年连续编号'),
  kind: z.string(),
  title: z.string(),
  org: z.string(),
  orgName: z.string(),
  label: z.string().describe('统计的日期'),
  issuedBy: z.string().describe('发布的账号；定时任务为空'),
  issuedAt: z.number().describe('毫秒时间戳'),
})
const kind = z.object({ id: z.string(), title: z.string(), cadence: z.enum(CADENCES) })
const org = z.string().max(20, { error: '组织编号无效' }).default('root')
const byId = z.object({ id: z.string().regex(/^[0-9a-f]{32}$/, { error: '通报编号无效' }) })
const refusals = { 400: errorBody, 401: errorBody, 403: errorBody, 404: errorBody, 409: errorBody }
const TAGS = ['通报']

/** Bulletins: the list, one as it was issued, its document and annex; issuing one now. */
export function bulletinRoutes({ config, warehouse, feed, log, now }: ApiContext): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/api/bulletins',
      {
        config: { access: 'account' },
        schema: {
          summary: '通报',
          description: `所选组织及其下级的通报，新的在前，最多 ${MOST} 期。`,
          tags: TAGS,
          querystring: z.object({ org }),
          response: {
            200: z.object({ bulletins: z.array(info), kinds: z.array(kind), mayIssue: z.boolean() }),
            ...refusals,
          },
        },
      },
      async (request): Promise<BulletinList> => {
        const scope = scopeOf(request)
        const top = await readOrg(warehouse.reader, scope, askedOrg(scope, request.query.org))
        const sets = await frozenInScope(warehouse, { org: top.id }, ['bulletin'])
        return {
          bulletins: sets.slice(0, MOST).map(bulletinInfo),
          kinds: BULLETINS.map(({ id, title, cadence }) => ({ id, title, cadence })),
          mayIssue: accountOf(request).role === 'admin',
        }
      },
    )
    app.post(
      '/api/bulletins',
      {
        config: { access: 'admin' },
        schema: {
          summary: '发布一期通报',
          description: '以此刻的数字发布，编号后不再变动；下一期的变化从这一期算起。',
          tags: TAGS,
          body: z.object({
            kind: z.string().refine(id => findBulletin(id) !== undefined, { error: '没有这种通报' }),
            org,
          }),
          response: { 201: info, ...refusals },
        },
      },
      async (request, reply): Promise<BulletinInfo> => {
        const [scope, account, at] = [scopeOf(request), accountOf(request), now()]
        const entry = findBulletin(request.body.kind)
        if (!entry) throw new RequestError('input', '没有这种通报')
        if (!feed.isRunning) await feed.refresh()
        const { org, parent } = await placeOf(warehouse.reader, scope, askedOrg(scope, request.body.org))
        // the whole instance goes by its province, which sees its bulletins too
        const issuer = org.id === parent.id ? org : parent
        const asked = { entry, org: issuer.id, window: windowNow(entry.cadence, dayOf(at)) }
        const clock = {
          now: at,
          completeAt: (log: Parameters<typeof feed.completeAt>[0]) => feed.completeAt(log),
          readOutlooks: () => readOutlooks({ warehouse, config, now: at }),
        }
        const reading = await told(readBulletin(warehouse.reader, scope, asked, clock))
        if (reading.children.length === 0)
          throw new RequestError('input', '这个组织没有直属下级，没有可通报的单位')
        const { set } = await told(issueBulletin(warehouse.app, reading, { by: account.login, now: at }))
        await audit(warehouse.app, log, {
          at,
          login: account.login,
          action: 'bulletin_issue',
          org: set.org,
          detail: `${set.name} ${set.checksum}`,
          address: request.ip,
        })
        return reply.status(201).send(bulletinInfo(set))
      },
    )
    app.get(
      '/api/bulletins/:id',
      {
        config: { access: 'account' },
        schema: {
          summary: '一期通报',
          tags: TAGS,
          params: byId,
          response: {
            200: z.object({ info, bulletin: z.unknown().describe('Bulletin'), checksum: z.string() }),
            ...refusals,
          },
        },
      },
      async (request): Promise<BulletinAnswer> => {
        const { set, bulletin } = await bulletinOf(scopeOf(request), request.params.id)
        return { info: bulletinInfo(set), bulletin, checksum: set.checksum }
      },
    )
    app.get(
      '/api/bulletins/:id/document',
      {
        config: { access: 'account' },
        schema: { summary: '通报的 Word 文档', tags: TAGS, params: byId, produces: [DOCX] },
      },
      async (request, reply) => {
        const { set, bulletin } = await bulletinOf(scopeOf(request), request.params.id)
        const bytes = await bulletinDocument(bulletin, set)
        return reply.headers(attachmentHeaders(`${fileName(bulletin)}.docx`, DOCX)).send(bytes)
      },
    )
    app.get(
      '/api/bulletins/:id/annex',
      {
        config: { access: 'account' },
        schema: { summary: '通报的 Excel 附表', tags: TAGS, params: byId, produces: [XLSX] },
      },
      async (request, reply) => {
        const { set, bulletin } = await bulletinOf(scopeOf(request), request.params.id)
        const bytes = await writeBulletinAnnex(bulletin, set)
        return reply.headers(attachmentHeaders(`${fileName(bulletin)}附表.xlsx`, XLSX)).send(bytes)
      },
    )
  }

  async function bulletinOf(scope: Scope, id: string): Promise<{ set: FrozenSet; bulletin: Bulletin }> {
    const set = await frozenOf(warehouse, scope, id, ['bulletin'])
    return { set, bulletin: await told(readBulletinOf(warehouse.app, set)) }
  }
}

/** What cannot be issued or read, in words for the user. */
async function told<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing
  } catch (error) {
    if (error instanceof NotIssuable) throw new RequestError(error.code, error.message)
    if (error instanceof TuanshuError && error.code === 'conflict')
      throw new RequestError('conflict', '校验不符：通报的数字在发布之后被改动过，不能作为依据')
    throw error
  }
}

function bulletinInfo(set: FrozenSet): BulletinInfo {
  const { id, name, org, orgName, label, frozenBy, reason, frozenAt } = frozenInfo(set)
  return {
    id,
    name,
    kind: set.bulletin,
    title: reason,
    org,
    orgName,
    label,
    issuedBy: frozenBy,
    issuedAt: frozenAt,
  }
}

function fileName({ org, title, name }: Bulletin): string {
  return `${org.name}${title}（${name}）`
}
