import { randomUUID } from 'node:crypto'
import type { ClickHouseSettings } from '@clickhouse/client'
import { LONG_STATEMENT } from '../../warehouse/platform/clickhouse/replacePartition.ts'
import type { JobContext } from './job.ts'

/**
 * Runs a statement that may take long. When the job is stopped, the statement is ended in the engine too: an
 * `insert … select` would otherwise work on for nobody. `what` names it in the server's query log.
 */
export async function runStatement(
  { warehouse: { app }, signal }: Pick<JobContext, 'warehouse' | 'signal'>,
  what: string,
  query: string,
  values: Record<string, unknown> = {},
  settings: ClickHouseSettings = {},
): Promise<void> {
  signal.throwIfAborted()
  const id = randomUUID()
  try {
    await app.command({
      query,
      query_params: values,
      query_id: id,
      abort_signal: signal,
      clickhouse_settings: {
        ...LONG_STATEMENT,
        ...STATEMENT_SETTINGS,
        ...settings,
        log_comment: `jobs: ${what}`,
      },
    })
  } catch (error) {
    if (!signal.aborted) throw error
    await app
      .command({ query: 'kill query where query_id = {id: String} async', query_params: { id } })
      .catch(() => {})
    throw signal.reason
  }
}

const STATEMENT_SETTINGS = {
  // one statement sees one state of a log, however many of its parts read it
  enable_shared_storage_snapshot_in_query: 1,
  // dozens of parts of a question, each of them bound anew
  max_query_size: '4194304',
} as const
