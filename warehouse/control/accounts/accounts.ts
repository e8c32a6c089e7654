import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { type Bound, compareAndSet } from '../../platform/clickhouse/compareAndSet.ts'
import { TuanshuError } from '../../platform/errors.ts'
import { formatInstant, parseInstant } from '../../platform/time/day.ts'
import { type Account, checkHeld, login as loginShape, type Role, role } from './account.ts'

/** An account as it is stored; only signing in needs the hash. */
export interface StoredAccount extends Account {
  seq: number
  passwordHash: string
}

export interface NewAccount {
  login: string
  role: Role
  org: string
  email: string
  /** As `hashPassword` makes it; `''` for an account that nobody can sign in to. */
  passwordHash: string
  hasOneTimePassword?: boolean
}

const row = z
  .object({
    login: z.string(),
    seq: z.coerce.number(),
    role,
    org: z.string(),
    email: z.string(),
    password_hash: z.string(),
    enabled: z.boolean(),
    epoch: z.number(),
    created_at: z.string(),
    changed_at: z.string(),
    one_time: z.boolean(),
  })
  .transform(
    (found): StoredAccount => ({
      login: found.login,
      seq: found.seq,
      role: found.role,
      org: found.org,
      email: found.email,
      passwordHash: found.password_hash,
      isEnabled: found.enabled,
      epoch: found.epoch,
      hasOneTimePassword: found.one_time,
      createdAt: parseInstant(found.created_at),
      changedAt: parseInstant(found.changed_at),
    }),
  )

/** All accounts by login, disabled ones too. `client` is the one that may read `ops`. */
export async function listAccounts(client: ClickHouseClient): Promise<Account[]> {
  const found = await readAccounts(client)
  return found.map(({ seq: _seq, passwordHash: _hash, ...account }) => account)
}

/** One account, or undefined. */
export async function findAccount(
  client: ClickHouseClient,
  login: string,
): Promise<StoredAccount | undefined> {
  return (await readAccounts(client, [login]))[0]
}

/** The accounts of these logins, or all. */
export async function readAccounts(
  client: ClickHouseClient,
  logins?: readonly string[],
): Promise<StoredAccount[]> {
  const answer = await client.query({
    query: `select * from ops.sys_account ${logins ? 'where login in {logins: Array(String)}' : ''}
      order by login, seq desc limit 1 by login`,
    query_params: logins ? { logins } : {},
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'accounts' },
  })
  return z.array(row).parse(await answer.json())
}

/**
 * Makes an account. `now` in milliseconds since 1970. Throws `TuanshuError`: `input` for a login that cannot be one or a
 * role that does not go with the organisation, `conflict` when the login is taken (also by a disabled account).
 */
export async function addAccount(client: ClickHouseClient, account: NewAccount, now: number): Promise<void> {
  const shape = loginShape.safeParse(account.login)
  if (!shape.success) throw new TuanshuError('input', shape.error.issues[0]?.message ?? 'wrong login')
  checkHeld(account.role, account.org)
  const made = await write(client, {
    hasOneTimePassword: false,
    ...account,
    seq: 0,
    isEnabled: true,
    epoch: 1,
    createdAt: now,
    changedAt: now,
  })
  if (!made)
    throw new TuanshuError(
      'conflict',
      `there is an account ${account.login} already; "npm run user -- list" shows all`,
    )
}

/** Lets an account sign in again, or no more; disabling ends its sessions. Throws `TuanshuError('not_found')`. */
export async function setEnabled(
  client: ClickHouseClient,
  login: string,
  isEnabled: boolean,
  now: number,
): Promise<void> {
  await change(client, login, now, account => ({
    ...account,
    isEnabled,
    epoch: isEnabled ? account.epoch : account.epoch + 1,
  }))
}

/**
 * Gives an account another password and ends its sessions. `instead`: only while this is its hash. Throws `TuanshuError`:
 * `not_found`, or `conflict` when it has got another password meanwhile.
 */
export async function setPassword(
  client: ClickHouseClient,
  login: string,
  passwordHash: string,
  now: number,
  { instead, isOneTime = false }: { instead?: string; isOneTime?: boolean } = {},
): Promise<void> {
  await change(client, login, now, account => {
    if (instead !== undefined && account.passwordHash !== instead)
      throw new TuanshuError('conflict', `the password of ${login} has been changed meanwhile`)
    return { ...account, passwordHash, hasOneTimePassword: isOneTime, epoch: account.epoch + 1 }
  })
}

/**
 * Binds an account to another organisation and ends its sessions, which have the old scope. Throws `TuanshuError`:
 * `not_found`, or `input` for one that does not go with its role.
 */
export async function setOrg(
  client: ClickHouseClient,
  login: string,
  org: string,
  now: number,
): Promise<void> {
  await change(client, login, now, account => {
    checkHeld(account.role, org)
    return { ...account, org, epoch: account.epoch + 1 }
  })
}

async function change(
  client: ClickHouseClient,
  login: string,
  now: number,
  to: (account: StoredAccount) => StoredAccount,
): Promise<void> {
  for (;;) {
    const account = await findAccount(client, login)
    if (!account)
      throw new TuanshuError('not_found', `there is no account ${login}; "npm run user -- list" shows all`)
    if (await write(client, { ...to(account), changedAt: now })) return
  }
}

/** Writes the state after `account.seq`; false when another was faster. */
function write(client: ClickHouseClient, account: StoredAccount): Promise<boolean> {
  const instant = (ms: number): Bound => [formatInstant(ms), "DateTime64(3, 'Asia/Shanghai')"]
  return compareAndSet(client, {
    table: 'sys_account',
    key: ['login', account.login],
    after: account.seq,
    row: {
      role: [account.role, 'String'],
      org: [account.org, 'String'],
      email: [account.email, 'String'],
      password_hash: [account.passwordHash, 'String'],
      enabled: [String(account.isEnabled), 'Bool'],
      epoch: [account.epoch, 'UInt32'],
      created_at: instant(account.createdAt),
      changed_at: instant(account.changedAt),
      one_time: [String(account.hasOneTimePassword), 'Bool'],
    },
  })
}
