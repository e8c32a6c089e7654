import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Ingest, IngestObserver } from './ingest.ts'

/** Changes in a batch: from one at night to the most that INGEST_BATCH allows. */
const BATCH_BUCKETS = [1, 10, 100, 1_000, 5_000, 10_000, 25_000, 50_000, 100_000, 200_000]

/** Counts what an ingest does; give it the ingest as `observer`. */
export function countIngest(registry: Registry): IngestObserver {
  const registers = [registry]
  const changes = new Counter({
    name: 'tuanshu_ingest_changes_total',
    help: 'Changes that were new to a log and are in it',
    labelNames: ['log'],
    registers,
  })
  const batches = new Histogram({
    name: 'tuanshu_ingest_batch_changes',
    help: 'New changes per batch of a log',
    labelNames: ['log'],
    buckets: BATCH_BUCKETS,
    registers,
  })
  const letters = new Counter({
    name: 'tuanshu_ingest_dead_letters_total',
    help: 'Messages that could not be used and went to the dead letters',
    labelNames: ['reason'],
    registers,
  })
  const passedOver = new Counter({
    name: 'tuanshu_ingest_passed_over_total',
    help: 'Rows of ignored tables, and schema changes of tables without a mapping',
    labelNames: ['why'],
    registers,
  })
  return {
    passedOver: ({ why, rows }) => passedOver.inc({ why }, rows),
    written(log, count) {
      changes.inc({ log }, count)
      batches.observe({ log }, count)
    },
    refused: reason => letters.inc({ reason }),
  }
}

/** Shows how far an ingest is, as of each scrape; partitions that it no longer reads vanish. */
export function exposeProgress(
  registry: Registry,
  ingest: Pick<Ingest, 'report' | 'holding' | 'missingColumns'>,
): void {
  const registers = [registry]
  new Gauge({
    name: 'tuanshu_ingest_lag_messages',
    help: 'Messages of a partition that are not in all of its logs yet',
    labelNames: ['topic', 'partition'],
    registers,
    collect() {
      this.reset()
      const most = new Map<string, { topic: string; partition: number; lag: number }>()
      for (const { topic, partition, lag } of ingest.report().flatMap(one => one.partitions)) {
        const name = `${topic}/${partition}`
        most.set(name, { topic, partition, lag: Math.max(Number(lag), most.get(name)?.lag ?? 0) })
      }
      for (const { topic, partition, lag } of most.values()) this.set({ topic, partition }, lag)
    },
  })
  new Gauge({
    name: 'tuanshu_ingest_lag_seconds',
    help: 'Age of the instant up to which a log is known to be complete; absent before that is known',
    labelNames: ['log'],
    registers,
    collect() {
      this.reset()
      for (const { log, completeAt } of ingest.report())
        if (completeAt > 0) this.set({ log }, Math.max(0, Date.now() - completeAt) / 1000)
    },
  })
  new Gauge({
    name: 'tuanshu_ingest_watermark',
    help: 'Offset up to which (exclusive) a log holds a partition',
    labelNames: ['log', 'topic', 'partition'],
    registers,
    collect() {
      this.reset()
      for (const { log, partitions } of ingest.report())
        for (const { topic, partition, watermark } of partitions)
          this.set({ log, topic, partition }, Number(watermark))
    },
  })
  new Gauge({
    name: 'tuanshu_ingest_missing_columns',
    help: 'Whole rows, since the start, without a column that the mapping of their table names',
    labelNames: ['table', 'column'],
    registers,
    collect() {
      this.reset()
      for (const { table, column, rows } of ingest.missingColumns()) this.inc({ table, column }, rows)
    },
  })
  new Gauge({
    name: 'tuanshu_ingest_held_bytes',
    help: 'Changes that were read and are not stored yet, in memory, roughly',
    registers,
    collect() {
      this.set(ingest.holding.bytes)
    },
  })
  new Gauge({
    name: 'tuanshu_ingest_held_limit_bytes',
    help: 'Where reading pauses (INGEST_MEMORY_MB)',
    registers,
    collect() {
      this.set(ingest.holding.limitBytes)
    },
  })
}
