import { randomBytes } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import {
  count,
  instant,
  named,
  oneOf,
  real,
  text,
  timeSince,
} from '../../../warehouse/platform/clickhouse/columns.ts'
import { type Stored, versioned } from '../../../warehouse/platform/clickhouse/versioned.ts'
import { withLease } from '../../../warehouse/platform/lease.ts'

export const EXPORT_STATES = ['queued', 'running', 'done', 'failed', 'cancelled', 'expired'] as const
export type ExportState = (typeof EXPORT_STATES)[number]

const EXPORTS = versioned({
  table: 'sys_export',
  key: 'id',
  columns: {
    id: text,
    login: text,
    scopeOrg: text,
    org: text,
    kind: oneOf(['report', 'monthly', 'weekly', 'tickets', 'list', 'assessment']),
    /** The request as JSON. */
    parameters: text,
    title: text,
    state: oneOf(EXPORT_STATES),
    share: real,
    rows: count,
    bytes: count,
    tries: count,
    createdAt: instant,
    expiresAt: instant,
    error: text,
  },
  computed: {
    /** Since its last change, milliseconds by the clock of the server. */
    idleMs: named('at', timeSince),
  },
})

/** An export as it was last known. Instants in milliseconds since 1970. */
export type ExportRecord = Omit<Stored<typeof EXPORTS>, 'idleMs'>

export type NewExport = Pick<
  ExportRecord,
  'login' | 'scopeOrg' | 'org' | 'kind' | 'parameters' | 'title' | 'createdAt'
>
export type ExportChange = Partial<
  Pick<ExportRecord, 'state' | 'title' | 'share' | 'rows' | 'bytes' | 'tries' | 'expiresAt' | 'error'>
>

/** A request waits for the others of its account, which take tenths of a second each, more on a busy machine. */
const LEASE = { ttlMs: 30_000, waitMs: 30_000 }
const ID = /^[0-9a-f]{32}$/

const MOST_WAITING = 20

/** Puts an export into the queue. Throws when the warehouse refuses the row. */
export async function queueExport(client: ClickHouseClient, wanted: NewExport): Promise<ExportRecord> {
  const record: ExportRecord = {
    ...wanted,
    id: randomBytes(16).toString('hex'),
    seq: 0,
    state: 'queued',
    share: 0,
    rows: 0,
    bytes: 0,
    tries: 0,
    expiresAt: 0,
    error: '',
  }
  const written = await changeExport(client, record, {})
  if (!written) throw new Error(`export ${record.id} was there already`)
  return written
}

/**
 * Puts an export of an account into the queue unless `mostOpen` of its own wait or run already. Of requests that are sent at
 * once, also to several processes, each counts those before it. Resolves to the export, or to how many are open. Throws
 * `TuanshuError('conflict')` when the account asks for so many at once that its turn does not come.
 */
export function queueOwnExport(
  client: ClickHouseClient,
  wanted: NewExport,
  mostOpen: number,
): Promise<ExportRecord | number> {
  return withLease(client, `exports of ${wanted.login}`, LEASE, async (_lost, confirm) => {
    const own = await EXPORTS.list(client, {
      where: { login: [wanted.login], state: ['queued', 'running'] },
    })
    if (own.length >= mostOpen) return own.length
    // a process that stood still since it counted must not add to what others have queued
    await confirm()
    return queueExport(client, wanted)
  })
}

/** Writes the next state of an export; undefined when it has changed since it was read, and nothing was written. */
export function changeExport(
  client: ClickHouseClient,
  record: ExportRecord,
  change: ExportChange,
): Promise<ExportRecord | undefined> {
  return EXPORTS.write(client, record.seq, { ...record, ...change })
}

/** One export, or undefined for an id that is unknown or none at all. */
export async function readExport(client: ClickHouseClient, id: string): Promise<ExportRecord | undefined> {
  return ID.test(id) ? EXPORTS.find(client, id) : undefined
}

/** The exports of an account, newest first. */
export function exportsOf(client: ClickHouseClient, login: string, most: number): Promise<ExportRecord[]> {
  return EXPORTS.list(client, {
    where: { login: [login] },
    orderBy: 'createdAt',
    descending: true,
    limit: most,
  })
}

/** Exports that wait for a process, oldest first: those in the queue, and running ones of which nothing was heard. */
export async function waitingExports(client: ClickHouseClient, staleMs: number): Promise<ExportRecord[]> {
  const open = await EXPORTS.list(client, { where: { state: ['queued', 'running'] }, orderBy: 'createdAt' })
  return open.filter(({ state, idleMs }) => state === 'queued' || idleMs > staleMs).slice(0, MOST_WAITING)
}

/** Exports of which a file may be there: done, or being made. */
export function exportsWithFiles(client: ClickHouseClient): Promise<ExportRecord[]> {
  return EXPORTS.list(client, { where: { state: ['done', 'running'] } })
}
