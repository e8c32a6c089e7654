import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { type EntityName, logTable } from '../../warehouse/catalogue/entities.ts'
import { LIVE_LOGS } from '../../warehouse/catalogue/scenes.ts'
import { classify } from '../../warehouse/platform/clickhouse/retry.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import type { Marts } from './marts.ts'
import type { AlertHead } from './openAlerts.ts'

/** A word for every log that is looked at, another one after each batch, and the version of the tree (`tree`). */
export type Heads = Readonly<Partial<Record<EntityName, string>>> & {
  readonly tree: string
  /** What jobs have computed that a panel shows; absent while that cannot be read. */
  readonly marts?: Marts
  /** How the alert rules were judged last; absent while that cannot be read. */
  readonly alerts?: AlertHead
}

const HEAD_NAMES = [...LIVE_LOGS, 'tree'] as const
export const ROUTE = 'api: live heads'
const UNREADABLE = 'unreadable'
const row = z.tuple([z.enum(HEAD_NAMES), z.string()])

/** Those of some logs in one question. The projection `position` answers each part, so it costs next to nothing. */
export function headsQuery(logs: readonly EntityName[]): string {
  return [...logs.map(headQuery), sqlFile('live_tree')].join('\nunion all\n')
}

function headQuery(log: EntityName): string {
  return `select '${log}' as name, max(batch) as head from ${logTable(log)}`
}

/**
 * Asks for the heads of some chains. A log that cannot be read has the head
 * `unreadable` and spoils no other. Throws when none can.
 */
export async function readHeads(reader: ClickHouseClient, logs: readonly EntityName[]): Promise<Heads> {
  try {
    const answer = await reader.query({
      query: headsQuery(logs),
      format: 'JSONCompactEachRow',
      clickhouse_settings: { log_comment: ROUTE },
    })
    return headsOf(logs, new Map(z.array(row).parse(await answer.json())))
  } catch (error) {
    if (classify(error) !== 'refused') throw error
    return readOneByOne(reader, logs, error)
  }
}

/** The version of the tree. */
export async function readTree(reader: ClickHouseClient): Promise<string> {
  const answer = await reader.query({
    query: sqlFile('live_tree'),
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: ROUTE },
  })
  return headsOf([], new Map(z.array(row).parse(await answer.json()))).tree
}

async function readOneByOne(
  reader: ClickHouseClient,
  logs: readonly EntityName[],
  reason: unknown,
): Promise<Heads> {
  const found = new Map<string, string>()
  for (const log of logs) {
    try {
      const answer = await reader.query({
        query: headQuery(log),
        format: 'JSONCompactEachRow',
        clickhouse_settings: { log_comment: ROUTE },
      })
      for (const [name, head] of z.array(row).parse(await answer.json())) found.set(name, head)
    } catch (error) {
      if (classify(error) !== 'refused') throw error
      found.set(log, UNREADABLE)
    }
  }
  if ([...found.values()].every(head => head === UNREADABLE)) throw reason
  return headsOf(logs, found)
}

function headsOf(logs: readonly EntityName[], found: ReadonlyMap<string, string>): Heads {
  const head = (name: (typeof HEAD_NAMES)[number]) => found.get(name) ?? '0'
  return { ...Object.fromEntries(logs.map(log => [log, head(log)])), tree: head('tree') }
}
