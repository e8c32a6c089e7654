import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { logTitle } from '../../warehouse/catalogue/entities.ts'
import { readFeedPartitions } from '../../warehouse/feed/feedPartitions.ts'
import type { ApiContext } from '../context.ts'
import { SILENCE_MS, stateOf } from '../live/feed.ts'
import { withoutTakenOver } from '../live/withoutTakenOver.ts'

const answer = z.object({
  now: z.number().describe('服务器时刻，毫秒'),
  state: z.enum(['live', 'behind', 'lost']).describe('实时、正在追赶积压、采集没有上报'),
  rate: z.number().describe('最近十秒平均每秒入库的变更数；没有大屏连接时为 0'),
  logs: z.array(
    z.object({
      log: z.string().describe('日志，即实体名'),
      title: z.string(),
      process: z.string().describe('主机与进程号'),
      at: z.number().describe('上报时刻，毫秒'),
      isAlive: z.boolean().describe('进程最近五秒内有上报'),
      completeAt: z.number().describe('数据完整到此时刻，毫秒；0 为尚不知道'),
      lagSeconds: z.number().nullable().describe('数据落后的秒数；尚不知道时为 null'),
      lag: z.number().describe('积压的消息数'),
      applied: z.number().describe('进程启动以来入库的变更数'),
      batches: z.number().describe('进程启动以来入库的批数'),
      lastBatch: z.number().describe('最近一批的变更数'),
      partitions: z.array(
        z.object({
          topic: z.string(),
          partition: z.number(),
          watermark: z.string().describe('该日志已完整包含到此位置（不含）'),
          next: z.string().describe('分区末尾的下一个位置'),
          lag: z.number().describe('该分区积压的消息数'),
        }),
      ),
    }),
  ),
  missingColumns: z
    .array(
      z.object({
        log: z.string(),
        title: z.string(),
        table: z.string().describe('源表'),
        column: z.string().describe('映射文件中的列名'),
        spelled: z.string().describe('仅大小写不同的列；没有时为空'),
        rows: z.number().describe('进程启动以来缺少该列的整行数'),
        lastAt: z.number().describe('最近一行的时刻，毫秒'),
      }),
    )
    .describe('映射文件写明而源表的整行消息中没有的列'),
})

/** How far the ingest is, each process in each partition, for those who run the system. */
export function opsIngestRoutes({ warehouse, feed, now }: ApiContext): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/api/ops/ingest',
      {
        config: { access: 'operator' },
        schema: {
          summary: '采集进度，按进程与分区',
          description:
            '已退出的进程，其分区由其他进程接手后不再列出；无人接手的日志与分区保留最后一次上报，isAlive 为 false。',
          tags: ['运行'],
          response: { 200: answer },
        },
      },
      async () => {
        const at = now()
        const rows = withoutTakenOver(await readFeedPartitions(warehouse.app), at)
        const logs = rows.map(({ missingColumns: _, ...row }) => ({
          ...row,
          title: logTitle(row.log),
          isAlive: at - row.at <= SILENCE_MS,
          lagSeconds: row.completeAt === 0 ? null : Math.max(0, at - row.completeAt) / 1000,
        }))
        const missingColumns = rows
          .filter(
            row =>
              at - row.at <= SILENCE_MS || rows.every(other => other.log !== row.log || other.at <= row.at),
          )
          .flatMap(({ log, missingColumns }) =>
            missingColumns.map(one => ({ log, title: logTitle(log), ...one })),
          )
        return { now: at, state: stateOf(rows, at), rate: feed.rate(), logs, missingColumns }
      },
    )
  }
}
