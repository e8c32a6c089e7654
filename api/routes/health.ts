import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readFeed } from '../../warehouse/feed/feed.ts'
import { createDdl } from '../../warehouse/platform/migrate/ddl.ts'
import { migrationStatus } from '../../warehouse/platform/migrate/migrate.ts'
import { readSqlFiles, SQL_DIR } from '../../warehouse/platform/migrate/readSqlFiles.ts'
import type { ApiContext } from '../context.ts'
import { Readiness } from '../readiness.ts'

const ready = z.object({ ready: z.boolean(), reasons: z.array(z.string()) })

/** The ingest reports every 2 s; on a machine that is busy some reports are late or fail. */
const FEED_LOST_MS = 60_000

/** Is the process up, and can it do its work? */
export function healthRoutes({ warehouse, config, log, now }: ApiContext): FastifyPluginAsyncZod {
  // those of this release: they do not change while it runs
  const files = readSqlFiles(SQL_DIR, createDdl(config))
  const readiness = new Readiness({ look, log })

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
        const reasons = await readiness.reasons()
        return reply.status(reasons.length === 0 ? 200 : 503).send({ ready: reasons.length === 0, reasons })
      },
    )
  }

  async function look(): Promise<string[]> {
    const answer = await warehouse.reader.query({ query: 'select 1', format: 'JSONCompactEachRow' })
    await answer.json()
    const missing = (await migrationStatus(warehouse, files)).filter(({ state }) => state === 'pending')
    if (missing.length > 0) return [`有 ${missing.length} 个数据库文件尚未执行，请运行 npm run migrate`]
    const newest = Math.max(...(await readFeed(warehouse.app)).map(({ at }) => at))
    return now() - newest > FEED_LOST_MS ? ['采集程序没有上报，数据不再更新'] : []
  }
}
