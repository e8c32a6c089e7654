import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { allChildrenOf, type Org, parentsOf, readOrg, searchOrgs } from '../../warehouse/orgs/readOrgs.ts'
import { askedOrg, scopeOf } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import { errorBody } from '../http/errors.ts'

const org = z.object({
  id: z.string(),
  fullName: z.string(),
  shortName: z.string(),
  type: z.string(),
  regionCode: z.string(),
  status: z.string().describe('active 存续，deregistered 已注销，merged 已合并'),
  level: z.number().describe('1 全部，2 省，3 市，4 县，5 乡，更大为更下级'),
})

/** The organisation tree: one organisation with what is above and directly below it, and a search by name. */
export function orgRoutes({ warehouse: { reader } }: ApiContext): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/api/orgs',
      {
        config: { access: 'wall' },
        schema: {
          summary: '按名称查找组织',
          tags: ['组织'],
          querystring: z.object({
            search: z
              .string({ error: '请输入要查找的名称' })
              .trim()
              .min(1, { error: '请输入要查找的名称' })
              .max(50, { error: '最多 50 个字' }),
          }),
          response: { 200: z.object({ orgs: z.array(org) }), 400: errorBody },
        },
      },
      async request => ({
        orgs: (await searchOrgs(reader, scopeOf(request), request.query.search)).map(shown),
      }),
    )
    app.get(
      '/api/orgs/:id',
      {
        config: { access: 'wall' },
        schema: {
          summary: '一个组织及其上下级',
          tags: ['组织'],
          params: z.object({ id: z.string().max(20, { error: '组织编号无效' }) }),
          response: {
            200: z.object({
              org,
              parents: z.array(org),
              children: z
                .array(org)
                .describe(
                  '直接下级：存续的，然后是已注销、已合并而仍可有数字的；指标按下级回答时的行都在其中',
                ),
            }),
            401: errorBody,
            403: errorBody,
            404: errorBody,
          },
        },
      },
      async request => {
        const scope = scopeOf(request)
        const found = await readOrg(reader, scope, askedOrg(scope, request.params.id))
        const [parents, children] = await Promise.all([
          parentsOf(reader, scope, found),
          allChildrenOf(reader, scope, found),
        ])
        return { org: shown(found), parents: parents.map(shown), children: children.map(shown) }
      },
    )
  }
}

function shown({ id, fullName, shortName, type, regionCode, status, level }: Org): z.output<typeof org> {
  return { id, fullName, shortName, type, regionCode, status, level }
}
