import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { SCENES } from '../../warehouse/catalogue/scenes.ts'
import { askedOrg, scopeOf } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import { errorBody } from '../http/errors.ts'
import { pictureSchema } from '../live/pictureSchema.ts'

const TAGS = ['画面']

/** The scenes that there are, and the same picture of one as the live push sends, for one look. */
export function sceneRoutes({ hub, feed }: ApiContext): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/api/scenes',
      {
        config: { access: 'wall' },
        schema: {
          summary: '画面目录',
          tags: TAGS,
          response: {
            200: z.object({
              scenes: z.array(
                z.object({ id: z.string().describe('大屏地址中 ?scene= 的值'), title: z.string() }),
              ),
            }),
            401: errorBody,
          },
        },
      },
      async () => ({ scenes: [...SCENES].map(([id, { title }]) => ({ id, title })) }),
    )
    app.get(
      '/api/scenes/:scene',
      {
        config: { access: 'wall' },
        schema: {
          summary: '一个画面的当前内容',
          description: '与实时推送的内容相同。',
          tags: TAGS,
          params: z.object({ scene: z.string().max(40, { error: '没有这个画面' }) }),
          querystring: z.object({ org: z.string().max(20, { error: '组织编号无效' }).default('root') }),
          response: {
            200: pictureSchema,
            400: errorBody,
            401: errorBody,
            403: errorBody,
            404: errorBody,
          },
        },
      },
      async request => {
        const { scene } = request.params
        if (!feed.isRunning) await feed.refresh()
        const scope = scopeOf(request)
        return hub.look(scene, askedOrg(scope, request.query.org), scope)
      },
    )
  }
}
