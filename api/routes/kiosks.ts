import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { orgName } from '../../warehouse/contract/orgName.ts'
import type { AuditAction } from '../../warehouse/contract/auditAction.ts'
import { audit } from '../../warehouse/control/accounts/audit.ts'
import {
  addKiosk,
  type Kiosk,
  kioskLink,
  LONGEST_KIOSK_NAME,
  listKiosks,
  revokeKiosk,
} from '../../warehouse/control/accounts/kiosks.ts'
import { typedName } from '../../warehouse/control/accounts/typedName.ts'
import { findOrgs, type Org, ROOT, readOrg } from '../../warehouse/orgs/readOrgs.ts'
import { publicOrigin } from '../../warehouse/platform/config.ts'
import { accountOf, askedOrg, scopeOf } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import type { KioskInfo } from '../contract.ts'
import { errorBody, RequestError } from '../http/errors.ts'
import { requireScene } from '../live/requireScene.ts'

const kiosk = z.object({
  id: z.string(),
  name: z.string().describe('屏幕所在'),
  org: z.string(),
  orgName: z.string(),
  isRevoked: z.boolean(),
  createdAt: z.number(),
  lastSeenAt: z.number().nullable().describe('最近一次有屏幕打开，毫秒，相差不超过五分钟；从未打开为 null'),
})
const newKiosk = z.object({
  name: typedName(LONGEST_KIOSK_NAME, {
    empty: '请填写屏幕所在',
    long: `最多 ${LONGEST_KIOSK_NAME} 个字`,
    hidden: '不能含有控制字符或不可见的字符',
  }),
  org: z.string().max(20, { error: '组织编号无效' }).default(ROOT.id),
  scene: z.string().max(40).optional().describe('链接打开的画面，见 /api/scenes'),
})
const TAGS = ['大屏链接']

/** Links that open the wall without signing in. Administrators see and make those of their own subtree. */
export function kioskRoutes({ warehouse, config, log, now, principals }: ApiContext): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/api/kiosks',
      {
        config: { access: 'admin' },
        schema: {
          summary: '大屏链接',
          tags: TAGS,
          response: { 200: z.object({ kiosks: z.array(kiosk) }), 401: errorBody, 403: errorBody },
        },
      },
      async request => {
        const all = await listKiosks(warehouse.app)
        const orgs = await findOrgs(
          warehouse.reader,
          scopeOf(request),
          all.map(({ org }) => org),
        )
        return { kiosks: all.flatMap(each => shown(each, orgs)) }
      },
    )
    app.post(
      '/api/kiosks',
      {
        config: { access: 'admin' },
        schema: {
          summary: '新建大屏链接',
          description: '链接只在此时给出；打开后浏览器获得只读的大屏凭据。',
          tags: TAGS,
          body: newKiosk,
          response: {
            200: z.object({ kiosk, link: z.string() }),
            400: errorBody,
            403: errorBody,
            404: errorBody,
          },
        },
      },
      async request => {
        const scope = scopeOf(request)
        const { scene } = request.body
        if (scene !== undefined) requireScene(scene)
        const org = await readOrg(warehouse.reader, scope, askedOrg(scope, request.body.org))
        const { kiosk: made, token } = await addKiosk(
          warehouse.app,
          { name: request.body.name, org: org.id },
          now(),
        )
        await note('kiosk_add', made, accountOf(request).login, request.ip)
        // without the setting the address that the administrator came by is the best that is known
        const origin = config.PUBLIC_URL ? publicOrigin(config) : `${request.protocol}://${request.host}`
        return { kiosk: info(made, org), link: kioskLink(origin, token, scene) }
      },
    )
    app.delete(
      '/api/kiosks/:id',
      {
        config: { access: 'admin' },
        schema: {
          summary: '撤销大屏链接',
          tags: TAGS,
          params: z.object({ id: z.string().max(20) }),
          response: { 200: kiosk, 403: errorBody, 404: errorBody },
        },
      },
      async request => {
        const found = (await listKiosks(warehouse.app)).find(({ id }) => id === request.params.id)
        const orgs = await findOrgs(warehouse.reader, scopeOf(request), found ? [found.org] : [])
        const org = found && orgs.get(found.org)
        if (!found || !org) throw new RequestError('not_found', '没有这个大屏链接')
        const revoked = await revokeKiosk(warehouse.app, found.id, now())
        principals.forgetAll()
        await note('kiosk_revoke', revoked, accountOf(request).login, request.ip)
        return info(revoked, org)
      },
    )
  }

  function note(
    action: AuditAction,
    { id, name, org }: Kiosk,
    login: string,
    address: string,
  ): Promise<void> {
    return audit(warehouse.app, log, { at: now(), login, action, org, detail: `${id} ${name}`, address })
  }
}

function shown(each: Kiosk, orgs: ReadonlyMap<string, Org>): KioskInfo[] {
  const org = orgs.get(each.org)
  return org ? [info(each, org)] : []
}

function info({ id, name, org, isRevoked, createdAt, seenAt }: Kiosk, of: Org): KioskInfo {
  return { id, name, org, orgName: orgName(of), isRevoked, createdAt, lastSeenAt: seenAt || null }
}
