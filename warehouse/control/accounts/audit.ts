import { randomUUID } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { ROOT } from '../../orgs/readOrgs.ts'
import type { Scope } from '../../orgs/scope.ts'
import { describeError } from '../../platform/errors.ts'
import type { Log } from '../../platform/log.ts'
import { formatInstant, parseInstant } from '../../platform/time/day.ts'

export const AUDIT_ACTIONS = [
  'sign_in',
  'sign_in_failed',
  'sign_out',
  'password_change',
  'password_change_failed',
  'kiosk_open',
  'kiosk_add',
  'kiosk_revoke',
  'kiosk_pair',
  'wall_order',
  'account_add',
  'account_disable',
  'account_enable',
  'account_reset',
  'account_move',
  'export',
  'export_cancel',
  'download',
  'mail_decide',
  'alert_acknowledge',
  'ticket_explain',
  'ticket_accept',
  'ticket_return',
  'freeze',
  'bulletin_issue',
  'org_alias',
] as const
export type AuditAction = (typeof AUDIT_ACTIONS)[number]

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

/**
 * Entries, newest first, `limit` at the most; `before` goes on after a page. Below the whole tree only those about
 * organisations of the scope.
 */
export async function readAudit(
  client: ClickHouseClient,
  scope: Scope,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<StoredAuditEntry[]> {
  const [at = '', id = ''] = before?.split('.') ?? []
  const conditions = [
    ...(before ? ['(at, id) < (fromUnixTimestamp64Milli({at: Int64}), {id: UUID})'] : []),
    ...(scope.org === ROOT.id
      ? []
      : ['org in (select toString(org_id) from app.dim_org where has(path, {scope: UInt64}))']),
  ]
  const answer = await client.query({
    query: `select * from ops.sys_audit ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
      order by at desc, id desc limit {limit: UInt32}`,
    query_params: {
      limit,
      ...(before ? { at, id } : {}),
      ...(scope.org === ROOT.id ? {} : { scope: scope.org }),
    },
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'audit' },
  })
  return z.array(row).parse(await answer.json())
}
