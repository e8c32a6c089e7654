import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { describeError } from '../../warehouse/errors.ts'
import { readFeed } from '../../warehouse/feed.ts'
import { migrationStatus } from '../../warehouse/migrate/migrate.ts'
import type { ApiContext } from '../context.ts'
import { stateOf } from '../live/feed.ts'

const ready = z.object({ ready: z.boolean(), reasons: z.array(z.string()) })

/** Is the process up, and can it do its work? */
export function healthRoutes({ warehouse, config, log, now }: ApiContext): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/api/health',
      {
        config: { access: 'public' },
        schema: {
          summary: '进程是否存活',
          tags: ['运行'],
          response: { 200: z.object({ status: z.literal('ok') }) },
        },
      },
      async () => ({ status: 'ok' as const }),
    )
    app.get(
      '/api/ready',
      {
        config: { access: 'public' },
        schema: { summary: '是否可以提供服务', tags: ['运行'], response: { 200: ready, 503: ready } },
      },
      async (_request, reply) => {
        const reasons = await reasonsAgainst()
        return reply.status(reasons.length === 0 ? 200 : 503).send({ ready: reasons.length === 0, reasons })
      },
    )
  }

  async function reasonsAgainst(): Promise<string[]> {
    try {
      await warehouse.reader
        .query({ query: 'select 1', format: 'JSONCompactEachRow' })
        .then(answer => answer.json())
    } catch (error) {
      log.warn({ reason: describeError(error) }, 'not ready: the warehouse does not answer')
      return ['数据仓库没有响应']
    }
    const reasons: string[] = []
    try {
      const missing = (await migrationStatus(warehouse, config)).filter(({ state }) => state === 'pending')
      if (missing.length > 0)
        reasons.push(`有 ${missing.length} 个数据库文件尚未执行，请运行 npm run migrate`)
      else if (stateOf(await readFeed(warehouse.app), now()) === 'lost')
        reasons.push('采集程序没有上报，数据不再更新')
    } catch (error) {
      log.warn({ reason: describeError(error) }, 'not ready')
      reasons.push('数据仓库的表不可读')
    }
    return reasons
  }
}
