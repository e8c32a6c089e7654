import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { countDeadLetters } from '../../ingest/deadletter/counts.ts'
import type { ApiContext } from '../context.ts'

const answer = z.object({
  reasons: z.array(
    z.object({
      reason: z.string().describe('原因代码'),
      topic: z.string(),
      waiting: z.number().describe('未处理的消息数'),
      firstAt: z.number().describe('最早一条存入的时刻，毫秒'),
      lastAt: z.number().describe('最近一条存入的时刻，毫秒'),
    }),
  ),
})

/** What the ingest could not take, for those who run the system. */
export function opsDeadLetterRoutes({ warehouse }: ApiContext): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/api/ops/dead-letters',
      {
        config: { access: 'operator' },
        schema: { summary: '未处理的死信，按原因', tags: ['运行'], response: { 200: answer } },
      },
      async () => ({ reasons: await countDeadLetters(warehouse.app) }),
    )
  }
}
