import type { ClickHouseClient } from '@clickhouse/client'
import type { AuditAction } from '../../contract/auditAction.ts'
import { findOrgs, type Org, ROOT, readOrg } from '../../orgs/readOrgs.ts'
import type { Scope } from '../../orgs/scope.ts'
import type { Warehouse } from '../../platform/clickhouse/client.ts'
import { type ErrorCode, TuanshuError } from '../../platform/errors.ts'
import { withLease } from '../../platform/lease.ts'
import type { Log } from '../../platform/log.ts'
import { type Account, goesWith, type Role } from './account.ts'
import {
  addAccount,
  type CheckAccount,
  findAccount,
  listAccounts,
  type StoredAccount,
  setEmail,
  setEnabled,
  setOrg,
  setPassword,
  setRole,
} from './accounts.ts'
import { audit, COMMAND_LOGIN } from './audit.ts'
import { brokenRule, checkStrength, generatePassword, hashPassword } from './password.ts'

/** Who changes accounts: an administrator those of the own subtree, or a command (`COMMAND_LOGIN`) all. */
export interface AccountManager {
  login: string
  scope: Scope
  /** Network address; `''` for a command. */
  address: string
}

export interface AccountDesk {
  warehouse: Pick<Warehouse, 'app' | 'reader'>
  log: Log
  /** Milliseconds since 1970. */
  now(): number
  by: AccountManager
}

/** An account and the organisation that it is bound to; undefined when that is no longer in the tree. */
export interface HeldAccount {
  account: Account
  org: Org | undefined
}

const REFUSALS = {
  unknown: { code: 'not_found', words: 'there is no such account' },
  own: {
    code: 'conflict',
    words: 'nobody disables, moves, resets or demotes the account that one is signed in with',
  },
  last_administrator: {
    code: 'conflict',
    words: 'this is the last administrator of the whole instance; make another one first',
  },
  taken: { code: 'conflict', words: 'there is such a login already' },
  manager_ended: { code: 'forbidden', words: 'your account may no longer change accounts' },
  role_of_org: { code: 'input', words: 'this role needs an organisation of the tree, not root' },
} as const satisfies Record<string, { code: ErrorCode; words: string }>
export type AccountRefusalReason = keyof typeof REFUSALS

/** Why a change of an account is refused; `reason` is for those who have other words for it. */
export class AccountRefusal extends TuanshuError {
  constructor(
    readonly reason: AccountRefusalReason,
    words: string = REFUSALS[reason].words,
  ) {
    super(REFUSALS[reason].code, words)
  }
}

/** A password of an account as a command or a page gives it: made and told once, or thought up by somebody. */
export interface GivenPassword {
  text: string
  isOneTime: boolean
}

/** The accounts of the manager's scope, disabled ones too, by login. */
export async function listHeldAccounts(
  { app, reader }: AccountDesk['warehouse'],
  scope: Scope,
): Promise<HeldAccount[]> {
  const all = await listAccounts(app)
  const orgs = await findOrgs(reader, scope, [...new Set(all.map(({ org }) => org))])
  return all.flatMap(account => {
    const org = orgs.get(account.org)
    return org || scope.org === ROOT.id ? [{ account, org }] : []
  })
}

/**
 * Makes an account with a one-time password, or with the one that is given. Resolves to the password, which is stored nowhere.
 * Throws `TuanshuError`: as `readOrg` for the organisation, as `addAccount`, and `AccountRefusal`.
 */
export async function createAccount(
  desk: AccountDesk,
  { login, role, org, email }: { login: string; role: Role; org: string; email: string },
  password: GivenPassword = oneTimePassword(login),
): Promise<string> {
  const { app, reader } = desk.warehouse
  await confirmManager(desk)
  const { id } = await readOrg(reader, desk.by.scope, org)
  refuseRoleOf(role, id)
  checkStrength(login, password.text)
  if (await findAccount(app, login))
    throw new AccountRefusal(
      'taken',
      `there is an account ${login} already; "npm run user -- list" shows all`,
    )
  const passwordHash = await hashPassword(password.text, desk.by.address)
  const { isOneTime: hasOneTimePassword } = password
  await addAccount(app, { login, role, org: id, email, passwordHash, hasOneTimePassword }, desk.now())
  await note(desk, 'account_add', id, `${login} (${role})`)
  return password.text
}

/** Lets an account sign in again, with the password it had. Throws `AccountRefusal`. */
export async function enableAccount(desk: AccountDesk, login: string): Promise<void> {
  const { account, check } = await held(desk, login)
  await setEnabled(desk.warehouse.app, login, true, desk.now(), check)
  await note(desk, 'account_enable', account.org, login)
}

/** Lets an account sign in no more and ends its sessions. Throws `AccountRefusal`. */
export async function disableAccount(desk: AccountDesk, login: string): Promise<void> {
  await takingPower(desk, login, async ({ account, check }) => {
    await setEnabled(desk.warehouse.app, login, false, desk.now(), check)
    await note(desk, 'account_disable', account.org, login)
  })
}

/** Binds an account to another organisation of the scope and ends its sessions. Throws as `createAccount` does. */
export async function moveAccount(desk: AccountDesk, login: string, org: string): Promise<void> {
  const { app, reader } = desk.warehouse
  const { id } = await readOrg(reader, desk.by.scope, org)
  await takingPower(desk, login, async ({ account, check }) => {
    refuseRoleOf(account.role, id)
    await setOrg(app, login, id, desk.now(), check)
    await note(desk, 'account_move', id, `${login}, before ${account.org}`)
  })
}

/** Gives an account another role and ends its sessions. Throws `AccountRefusal`. */
export async function changeRole(desk: AccountDesk, login: string, role: Role): Promise<void> {
  await takingPower(desk, login, async ({ account, check }) => {
    refuseRoleOf(role, account.org)
    await setRole(desk.warehouse.app, login, role, desk.now(), check)
    await note(desk, 'account_role', account.org, `${login}: ${account.role} → ${role}`)
  })
}

/** Gives an account another address for its mail, `''` for none. Throws `AccountRefusal`. */
export async function changeEmail(desk: AccountDesk, login: string, email: string): Promise<void> {
  const { account, check } = await held(desk, login)
  await setEmail(desk.warehouse.app, login, email, desk.now(), check)
  await note(desk, 'account_email', account.org, `${login}: ${email || '-'}`)
}

/**
 * Gives an account a one-time password, or the one that is given, and ends its sessions. Resolves to the password, which is
 * stored nowhere. Throws `AccountRefusal`.
 */
export async function resetAccount(
  desk: AccountDesk,
  login: string,
  password: GivenPassword = oneTimePassword(login),
): Promise<string> {
  const { account, check } = await held(desk, login)
  // who is signed in changes the own password by knowing it
  if (login === desk.by.login) throw new AccountRefusal('own')
  checkStrength(login, password.text)
  const { isOneTime } = password
  const hash = await hashPassword(password.text, desk.by.address)
  await setPassword(desk.warehouse.app, login, hash, desk.now(), { isOneTime, check })
  await note(desk, 'account_reset', account.org, login)
  return password.text
}

/** A password that is made for the account; one that happens to hold its login is thrown away. */
export function oneTimePassword(login: string): GivenPassword {
  for (;;) {
    const text = generatePassword()
    if (!brokenRule(login, text)) return { text, isOneTime: true }
  }
}

interface Held {
  account: StoredAccount
  /** Refuses when the account has got another organisation or role since it was looked at. */
  check: CheckAccount
}

/** The account, when it lies in the scope: a foreign one is for its reader not there. */
async function held(desk: AccountDesk, login: string): Promise<Held> {
  await confirmManager(desk)
  const {
    warehouse: { app, reader },
    by,
  } = desk
  const account = await findAccount(app, login)
  const isInside =
    by.scope.org === ROOT.id ||
    (account !== undefined && (await findOrgs(reader, by.scope, [account.org])).has(account.org))
  if (!account || !isInside)
    throw new AccountRefusal('unknown', `there is no account ${login}; "npm run user -- list" shows all`)
  return {
    account,
    check: ({ org, role }) => {
      if (org !== account.org || role !== account.role)
        throw new TuanshuError('conflict', `account ${login} has been changed meanwhile; look again`)
    },
  }
}

/** How long the lease outlives a process that died; a change takes a second. */
const LEASE_MS = 15_000

/**
 * A change that can take from an account what it may do. One at a time: two administrators who disable each other would leave
 * nobody.
 */
function takingPower(desk: AccountDesk, login: string, work: (held: Held) => Promise<void>): Promise<void> {
  const { app } = desk.warehouse
  return withLease(app, 'accounts', { ttlMs: LEASE_MS, waitMs: 2 * LEASE_MS, log: desk.log }, async () => {
    const found = await held(desk, login)
    if (login === desk.by.login) throw new AccountRefusal('own')
    await refuseLast(app, found.account)
    await work(found)
  })
}

/** Somebody must be left who may do everything: nobody else makes another administrator of the whole instance. */
async function refuseLast(app: ClickHouseClient, account: Account): Promise<void> {
  if (!isProvinceAdministrator(account)) return
  const others = (await listAccounts(app)).filter(
    each => each.login !== account.login && isProvinceAdministrator(each),
  )
  if (others.length === 0) throw new AccountRefusal('last_administrator')
}

function isProvinceAdministrator({ role, org, isEnabled }: Account): boolean {
  return role === 'admin' && org === ROOT.id && isEnabled
}

function refuseRoleOf(role: Role, org: string): void {
  if (!goesWith(role, org))
    throw new AccountRefusal('role_of_org', `role ${role} needs an organisation of the tree, not root`)
}

/** A session is known for some seconds after it has ended: in that time it changes no account. */
async function confirmManager({ warehouse: { app }, by }: AccountDesk): Promise<void> {
  if (by.login === COMMAND_LOGIN) return
  const manager = await findAccount(app, by.login)
  if (!manager?.isEnabled || manager.role !== 'admin' || manager.org !== by.scope.org)
    throw new AccountRefusal('manager_ended')
}

function note(desk: AccountDesk, action: AuditAction, org: string, detail: string): Promise<void> {
  const { login, address } = desk.by
  return audit(desk.warehouse.app, desk.log, { at: desk.now(), login, action, org, detail, address })
}

/** Who changes accounts by a command: it may all, as whoever has the shell. */
export const COMMAND_MANAGER: AccountManager = { login: COMMAND_LOGIN, scope: { org: ROOT.id }, address: '' }
