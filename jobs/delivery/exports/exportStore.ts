import { randomBytes } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { type Bound, compareAndSet } from '../../../warehouse/platform/clickhouse/compareAndSet.ts'
import { withLease } from '../../../warehouse/platform/lease.ts'
import { formatInstant } from '../../../warehouse/platform/time/day.ts'

export const EXPORT_STATES = ['queued', 'running', 'done', 'failed', 'cancelled', 'expired'] as const
export type ExportState = (typeof EXPORT_STATES)[number]

/** The last known state of an export. Instants in milliseconds since 1970. */
export interface ExportRecord {
  id: string
  /** Number of its last change. */
  seq: number
  login: string
  scopeOrg: string
  org: string
  kind: 'report' | 'monthly' | 'weekly'
  /** The request as JSON. */
  parameters: string
  title: string
  state: ExportState
  share: number
  rows: number
  bytes: number
  tries: number
  createdAt: number
  expiresAt: number
  error: string
  /** Since its last change, milliseconds by the clock of the server. */
  idleMs: number
}

export type NewExport = Pick<
  ExportRecord,
  'login' | 'scopeOrg' | 'org' | 'kind' | 'parameters' | 'title' | 'createdAt'
>
export type ExportChange = Partial<
  Pick<ExportRecord, 'state' | 'title' | 'share' | 'rows' | 'bytes' | 'tries' | 'expiresAt' | 'error'>
>

/** A request waits for the others of its account, which take tenths of a second each, more on a busy machine. */
const LEASE = { ttlMs: 30_000, waitMs: 30_000 }
const INSTANT = "DateTime64(3, 'Asia/Shanghai')"
const ID = /^[0-9a-f]{32}$/

const number = z.coerce.number()
const row = z.object({
  id: z.string(),
  seq: number,
  login: z.string(),
  scopeOrg: z.string(),
  org: z.string(),
  kind: z.enum(['report', 'monthly', 'weekly']),
  parameters: z.string(),
  title: z.string(),
  state: z.enum(EXPORT_STATES),
  share: number,
  rows: number,
  bytes: number,
  tries: number,
  createdAt: number,
  expiresAt: number,
  error: z.string(),
  idleMs: number,
})

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
    idleMs: 0,
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
    const own = await read(client, 'where login = {login: String}', "state in ('queued', 'running')", {
      login: wanted.login,
    })
    if (own.length >= mostOpen) return own.length
    // a process that stood still since it counted must not add to what others have queued
    await confirm()
    return queueExport(client, wanted)
  })
}

/** Writes the next state of an export; undefined when it has changed since it was read, and nothing was written. */
export async function changeExport(
  client: ClickHouseClient,
  record: ExportRecord,
  change: ExportChange,
): Promise<ExportRecord | undefined> {
  const next = { ...record, ...change }
  const columns: Record<string, Bound> = {
    login: [next.login, 'String'],
    scope_org: [next.scopeOrg, 'String'],
    org: [next.org, 'String'],
    kind: [next.kind, 'String'],
    parameters: [next.parameters, 'String'],
    title: [next.title, 'String'],
    state: [next.state, 'String'],
    share: [next.share, 'Float32'],
    rows: [next.rows, 'UInt64'],
    bytes: [next.bytes, 'UInt64'],
    tries: [next.tries, 'UInt8'],
    created_at: [formatInstant(next.createdAt), INSTANT],
    expires_at: [formatInstant(next.expiresAt), INSTANT],
    error: [next.error, 'String'],
  }
  const isWritten = await compareAndSet(client, {
    table: 'sys_export',
    key: ['id', record.id],
    after: record.seq,
    row: columns,
  })
  return isWritten ? { ...next, seq: record.seq + 1, idleMs: 0 } : undefined
}

/** One export, or undefined for an id that is unknown or none at all. */
export async function readExport(client: ClickHouseClient, id: string): Promise<ExportRecord | undefined> {
  if (!ID.test(id)) return undefined
  const [found] = await read(client, 'where id = {id: String}', 'true', { id })
  return found
}

/** The exports of an account, newest first. */
export async function exportsOf(
  client: ClickHouseClient,
  login: string,
  most: number,
): Promise<ExportRecord[]> {
  return read(client, 'where login = {login: String}', `true order by created_at desc, id limit ${most}`, {
    login,
  })
}

/** Exports that wait for a process, oldest first: those in the queue, and running ones of which nothing was heard. */
export async function waitingExports(client: ClickHouseClient, staleMs: number): Promise<ExportRecord[]> {
  return read(
    client,
    '',
    `state = 'queued' or (state = 'running' and idleMs > {stale: UInt32}) order by created_at, id limit 20`,
    { stale: staleMs },
  )
}

/** Exports of which a file may be there: done, or being made. */
export async function exportsWithFiles(client: ClickHouseClient): Promise<ExportRecord[]> {
  return read(client, '', "state in ('done', 'running')", {})
}

async function read(
  client: ClickHouseClient,
  where: string,
  having: string,
  params: Record<string, unknown>,
): Promise<ExportRecord[]> {
  const answer = await client.query({
    query: `
      select id, seq, login, scope_org as scopeOrg, org, kind, parameters, title, state, share, rows, bytes, tries,
          toUnixTimestamp64Milli(created_at) as createdAt, toUnixTimestamp64Milli(expires_at) as expiresAt, error,
          dateDiff('millisecond', at, now64(3, 'UTC')) as idleMs
      from (select * from ops.sys_export ${where} order by seq desc limit 1 by id)
      where ${having}`,
    query_params: params,
    format: 'JSONEachRow',
  })
  return z.array(row).parse(await answer.json())
}
