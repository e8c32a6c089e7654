import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { MAILING_NAMES, type MailingId } from '../../../warehouse/catalogue/mailings.ts'
import { compareAndSet } from '../../../warehouse/platform/clickhouse/compareAndSet.ts'
import { formatInstant } from '../../../warehouse/platform/time/day.ts'

/** Whether a mailing is paused: then nothing of it is started or sent, and its deliveries wait. */
export interface MailingState {
  isPaused: boolean
  /** Login of who paused or resumed it last, `''` when nobody did. */
  changedBy: string
  /** Milliseconds since 1970. */
  at: number
}

interface StoredMailing extends MailingState {
  seq: number
}

const NEVER_PAUSED: StoredMailing = { isPaused: false, changedBy: '', at: 0, seq: 0 }

const rows = z.array(
  z.object({
    id: z.enum(MAILING_NAMES),
    last: z.coerce.number(),
    is_paused: z.number(),
    changed_by: z.string(),
    at_ms: z.coerce.number(),
  }),
)

/** State of every mailing. */
export async function readMailingStates(
  client: ClickHouseClient,
): Promise<Readonly<Record<MailingId, MailingState>>> {
  return readStored(client)
}

/**
 * Pauses or resumes a mailing. Resolves to false when it is so already, or when somebody else changed it at the same
 * moment.
 */
export async function setPaused(
  client: ClickHouseClient,
  mailing: MailingId,
  isPaused: boolean,
  login: string,
  now: number,
): Promise<boolean> {
  const current = (await readStored(client))[mailing]
  if (current.isPaused === isPaused) return false
  return compareAndSet(client, {
    table: 'sys_mailing',
    key: ['id', mailing],
    after: current.seq,
    row: {
      is_paused: [isPaused ? 1 : 0, 'UInt8'],
      changed_by: [login, 'String'],
      at: [formatInstant(now), "DateTime64(3, 'Asia/Shanghai')"],
    },
  })
}

async function readStored(client: ClickHouseClient): Promise<Record<MailingId, StoredMailing>> {
  const answer = await client.query({
    query: `
      select
          id,
          max(seq) as last,
          argMax(is_paused, seq) as is_paused,
          argMax(changed_by, seq) as changed_by,
          toUnixTimestamp64Milli(argMax(at, seq)) as at_ms
      from ops.sys_mailing
      group by id`,
    format: 'JSONEachRow',
  })
  const states: Record<MailingId, StoredMailing> = { monthly: NEVER_PAUSED, weekly: NEVER_PAUSED }
  for (const { id, last, is_paused, changed_by, at_ms } of rows.parse(await answer.json()))
    states[id] = { seq: last, isPaused: is_paused === 1, changedBy: changed_by, at: at_ms }
  return states
}
