import type { ClickHouseClient } from '@clickhouse/client'
import { MAILING_NAMES, type MailingId } from '../../../warehouse/catalogue/mailings.ts'
import { flag, instant, oneOf, text } from '../../../warehouse/platform/clickhouse/columns.ts'
import { versioned } from '../../../warehouse/platform/clickhouse/versioned.ts'

/** Whether a mailing is paused: then nothing of it is started or sent, and its deliveries wait. */
export interface MailingState {
  isPaused: boolean
  /** Login of who paused or resumed it last, `''` when nobody did. */
  changedBy: string
  /** Milliseconds since 1970. */
  at: number
}

const MAILINGS = versioned({
  table: 'sys_mailing',
  key: 'id',
  columns: { id: oneOf(MAILING_NAMES), isPaused: flag, changedBy: text, at: instant },
})

const NEVER_PAUSED: MailingState = { isPaused: false, changedBy: '', at: 0 }

/** State of every mailing. */
export async function readMailingStates(
  client: ClickHouseClient,
): Promise<Readonly<Record<MailingId, MailingState>>> {
  const states: Record<MailingId, MailingState> = {
    monthly: NEVER_PAUSED,
    weekly: NEVER_PAUSED,
    bulletin: NEVER_PAUSED,
  }
  for (const { id, seq: _seq, ...state } of await MAILINGS.list(client)) states[id] = state
  return states
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
  const current = await MAILINGS.find(client, mailing)
  if ((current ?? NEVER_PAUSED).isPaused === isPaused) return false
  const state = { id: mailing, isPaused, changedBy: login, at: now }
  return (await MAILINGS.write(client, current?.seq ?? 0, state)) !== undefined
}
