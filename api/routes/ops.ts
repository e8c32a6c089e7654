import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { countDeadLetters } from '../../ingest/deadletter/counts.ts'
import { readFeed } from '../../warehouse/feed.ts'
import type { ApiContext } from '../context.ts'
import { stateOf } from '../live/feed.ts'

const feedAnswer = z.object({
  now: z.number().describe('服务器时刻，毫秒'),
  state: z.enum(['live', 'behind', 'lost']),
  rate: z.number().describe('最近十秒平均每秒入库的变更数；没有大屏连接时为 0'),
  logs: z.array(
    z.object({
      log: z.string(),
      process: z.string(),
      at: z.number().describe('上报时刻，毫秒'),
      completeAt: z.number().describe('数据完整到此时刻，毫秒'),
      lag: z.number().describe('积压的消息数'),
      applied: z.number().describe('进程启动以来入库的变更数'),
    }),
  ),
})

const deadLetterAnswer = z.object({
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

/** How far the ingest is and what it could not take, for those who run the system. */
export function opsRoutes({ warehouse, feed, now }: ApiContext): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/api/ops/feed',
      {
        config: { access: 'admin' },
        schema: { summary: '采集进度', tags: ['运行'], response: { 200: feedAnswer } },
      },
      async () => {
        const logs = await readFeed(warehouse.app)
        const at = now()
        return { now: at, state: stateOf(logs, at), rate: feed.rate(), logs }
      },
    )
    app.get(
      '/api/ops/dead-letters',
      {
        config: { access: 'admin' },
        schema: { summary: '未处理的死信，按原因', tags: ['运行'], response: { 200: deadLetterAnswer } },
      },
      async () => ({ reasons: await countDeadLetters(warehouse.app) }),
    )
  }
}
