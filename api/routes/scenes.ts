import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { SCENE_NAMES } from '../../warehouse/catalogue/scenes.ts'
import { askedOrg, scopeOf } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import { errorBody } from '../http/errors.ts'

/** The same picture as the live push sends, for one look. */
export function sceneRoutes({ hub, feed }: ApiContext): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/api/scenes/:scene',
      {
        config: { access: 'wall' },
        schema: {
          summary: '一个画面的当前内容',
          description: '与实时推送的内容相同，结构见 api/live/picture.ts。',
          tags: ['画面'],
          params: z.object({ scene: z.enum(SCENE_NAMES, { error: '没有这个画面' }) }),
          querystring: z.object({ org: z.string().max(20, { error: '组织编号无效' }).default('root') }),
          response: {
            200: z.unknown().describe('Picture'),
            400: errorBody,
            401: errorBody,
            403: errorBody,
            404: errorBody,
          },
        },
      },
      async request => {
        if (!feed.isRunning) await feed.refresh()
        const scope = scopeOf(request)
        return hub.look(request.params.scene, askedOrg(scope, request.query.org), scope)
      },
    )
  }
}
