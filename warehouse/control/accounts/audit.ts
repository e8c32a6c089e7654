import { randomUUID } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { AUDIT_ACTIONS, type AuditAction } from '../../contract/auditAction.ts'
import { ROOT } from '../../orgs/readOrgs.ts'
import type { Scope } from '../../orgs/scope.ts'
import { describeError } from '../../platform/errors.ts'
import type { Log } from '../../platform/log.ts'
import { formatInstant, parseInstant } from '../../platform/time/day.ts'

/** What somebody did. */
export interface AuditEntry {
  /** Milliseconds since 1970. */
  at: number
  /** Account; `''` for a screen, and for a login that cannot be one. */
  login: string
  action: AuditAction
  /** Organisation it is about, `dim_org` id or `root`; `''` when there is none. */
  org: string
  /** In words or ids, without secrets and persons. */
  detail: string
  /** Network address of the caller; `''` for a command. */
  address: string
}

/** An entry and where it stands: `before` of the next page. */
export interface StoredAuditEntry extends AuditEntry {
  cursor: string
}

/** What stands for the account in entries of `npm run user`. */
export const COMMAND_LOGIN = '(command)'

const LONGEST_DETAIL = 500

const row = z
  .object({
    at: z.string(),
    id: z.string(),
    login: z.string(),
    action: z.enum(AUDIT_ACTIONS),
    org: z.string(),
    detail: z.string(),
    address: z.string(),
  })
  .transform(({ id, ...found }): StoredAuditEntry => {
    const at = parseInstant(found.at)
    return { ...found, at, cursor: `${at}.${id}` }
  })

/** Where a page of the audit ends, as `StoredAuditEntry.cursor` gives it. */
export const auditCursor = z.string().regex(/^\d{1,15}\.[0-9a-f-]{36}$/)

/**
 * Writes down what somebody did. Never throws: a deed that cannot be stored goes to the log as an error, whole, so that
 * the trail has no gap that nobody can fill.
 */
export async function audit(client: ClickHouseClient, log: Log, entry: AuditEntry): Promise<void> {
  const told = { ...entry, detail: entry.detail.slice(0, LONGEST_DETAIL) }
  try {
    await client.insert({
      table: 'ops.sys_audit',
      format: 'JSONEachRow',
      values: [{ ...told, at: formatInstant(entry.at), id: randomUUID() }],
    })
  } catch (error) {
    log.error({ audit: told, reason: describeError(error) }, 'a deed could not be written to the audit')
  }
}

/** What of the trail is wanted; all of what is named. */
export interface AuditFilter {
  login?: string | undefined
  action?: AuditAction | undefined
  /** Milliseconds since 1970, half-open. */
  from?: number | undefined
  to?: number | undefined
}

/**
 * Entries, newest first, `limit` at the most; `before` goes on after a page. Of the whole tree all of them, of a narrower scope
 * only those about organisations of it.
 */
export async function readAudit(
  client: ClickHouseClient,
  scope: Scope,
  { before, limit, login, action, from, to }: AuditFilter & { before?: string | undefined; limit: number },
): Promise<StoredAuditEntry[]> {
  const [at = '', id = ''] = before?.split('.') ?? []
  const wanted: [condition: string, name: string, value: unknown][] = [
    ['login = {login: String}', 'login', login],
    ['action = {action: String}', 'action', action],
    ['at >= fromUnixTimestamp64Milli({from: Int64})', 'from', from],
    ['at < fromUnixTimestamp64Milli({to: Int64})', 'to', to],
    [
      'org in (select toString(org_id) from app.dim_org where has(path, {scope: UInt64}))',
      'scope',
      scope.org === ROOT.id ? undefined : scope.org,
    ],
  ]
  const given = wanted.filter(([, , value]) => value !== undefined)
  const conditions = given.map(([condition]) => condition)
  if (before) conditions.push('(at, id) < (fromUnixTimestamp64Milli({at: Int64}), {id: UUID})')
  const answer = await client.query({
    query: `select * from ops.sys_audit ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
      order by at desc, id desc limit {limit: UInt32}`,
    query_params: {
      limit,
      ...(before ? { at, id } : {}),
      ...Object.fromEntries(given.map(([, name, value]) => [name, value])),
    },
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'audit' },
  })
  return z.array(row).parse(await answer.json())
}

const signIn = z.tuple([z.string(), z.string()])

/** When each account signed in last, by login, as far as the trail goes back. */
export async function readLastSignIns(client: ClickHouseClient): Promise<Map<string, number>> {
  const answer = await client.query({
    query: "select login, max(at) from ops.sys_audit where action = 'sign_in' group by login",
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: 'accounts: last sign-in' },
  })
  const rows = z.array(signIn).parse(await answer.json())
  return new Map(rows.map(([login, at]) => [login, parseInstant(at)]))
}
