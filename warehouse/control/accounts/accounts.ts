import type { ClickHouseClient } from '@clickhouse/client'
import { count, flag, instant, named, oneOf, text } from '../../platform/clickhouse/columns.ts'
import { type Stored, versioned } from '../../platform/clickhouse/versioned.ts'
import { TuanshuError } from '../../platform/errors.ts'
import { type Account, checkHeld, login as loginShape, ROLES, type Role } from './account.ts'

const ACCOUNTS = versioned({
  table: 'sys_account',
  key: 'login',
  columns: {
    login: text,
    role: oneOf(ROLES),
    org: text,
    email: text,
    passwordHash: text,
    isEnabled: named('enabled', flag),
    epoch: count,
    createdAt: instant,
    changedAt: instant,
    hasOneTimePassword: named('one_time', flag),
  },
})

/** An account as it is stored; only signing in needs the hash. */
export type StoredAccount = Stored<typeof ACCOUNTS>

export interface NewAccount {
  login: string
  role: Role
  org: string
  email: string
  /** As `hashPassword` makes it; `''` for an account that nobody can sign in to. */
  passwordHash: string
  hasOneTimePassword?: boolean
}

/** All accounts by login, disabled ones too. `client` is the one that may read `ops`. */
export async function listAccounts(client: ClickHouseClient): Promise<Account[]> {
  const found = await readAccounts(client)
  return found.map(({ seq: _seq, passwordHash: _hash, ...account }) => account)
}

/** One account, or undefined. */
export function findAccount(client: ClickHouseClient, login: string): Promise<StoredAccount | undefined> {
  return ACCOUNTS.find(client, login)
}

/** The accounts of these logins, or all. */
export function readAccounts(client: ClickHouseClient, logins?: readonly string[]): Promise<StoredAccount[]> {
  return logins ? ACCOUNTS.findAll(client, logins) : ACCOUNTS.list(client)
}

/**
 * Makes an account. `now` in milliseconds since 1970. Throws `TuanshuError`: `input` for a login that cannot be one or a
 * role that does not go with the organisation, `conflict` when the login is taken (also by a disabled account).
 */
export async function addAccount(client: ClickHouseClient, account: NewAccount, now: number): Promise<void> {
  const shape = loginShape.safeParse(account.login)
  if (!shape.success) throw new TuanshuError('input', shape.error.issues[0]?.message ?? 'wrong login')
  checkHeld(account.role, account.org)
  const made = await ACCOUNTS.write(client, 0, {
    hasOneTimePassword: false,
    ...account,
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

/** Refuses a change by what the account is at the moment of the change. Throws. */
export type CheckAccount = (account: StoredAccount) => void

/** Lets an account sign in again, or no more; disabling ends its sessions. Throws `TuanshuError('not_found')`. */
export async function setEnabled(
  client: ClickHouseClient,
  login: string,
  isEnabled: boolean,
  now: number,
  check?: CheckAccount,
): Promise<void> {
  await change(client, login, now, account => {
    check?.(account)
    return { ...account, isEnabled, epoch: isEnabled ? account.epoch : account.epoch + 1 }
  })
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
  { instead, isOneTime = false, check }: { instead?: string; isOneTime?: boolean; check?: CheckAccount } = {},
): Promise<void> {
  await change(client, login, now, account => {
    check?.(account)
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
  check?: CheckAccount,
): Promise<void> {
  await change(client, login, now, account => {
    check?.(account)
    checkHeld(account.role, org)
    return { ...account, org, epoch: account.epoch + 1 }
  })
}

/**
 * Gives an account another role and ends its sessions, which have the old one. Throws `TuanshuError`: `not_found`, or `input`
 * for one that does not go with its organisation.
 */
export async function setRole(
  client: ClickHouseClient,
  login: string,
  role: Role,
  now: number,
  check?: CheckAccount,
): Promise<void> {
  await change(client, login, now, account => {
    check?.(account)
    checkHeld(role, account.org)
    return { ...account, role, epoch: account.epoch + 1 }
  })
}

/** Sends the mail of an account to another address of its office, `''` for none. Throws `TuanshuError('not_found')`. */
export async function setEmail(
  client: ClickHouseClient,
  login: string,
  email: string,
  now: number,
  check?: CheckAccount,
): Promise<void> {
  await change(client, login, now, account => {
    check?.(account)
    return { ...account, email }
  })
}

async function change(
  client: ClickHouseClient,
  login: string,
  now: number,
  to: (account: StoredAccount) => StoredAccount,
): Promise<void> {
  await ACCOUNTS.change(client, login, account => {
    if (!account)
      throw new TuanshuError('not_found', `there is no account ${login}; "npm run user -- list" shows all`)
    return { ...to(account), changedAt: now }
  })
}
