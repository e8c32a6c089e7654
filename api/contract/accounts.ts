import type { Role } from '../../warehouse/control/accounts/account.ts'

/**
 * GET /api/accounts → AccountList. POST /api/accounts {login, role, org, email} and POST /api/accounts/:login/reset →
 * AccountWithPassword. POST /api/accounts/:login/move {org}, /role {role}, /email {email}, /enable, /disable → HeldAccountInfo.
 * Administrators, each for the accounts of their subtree.
 */
export interface AccountList {
  accounts: HeldAccountInfo[]
  /** Roles that an account can have. */
  roles: Role[]
}

export interface HeldAccountInfo {
  login: string
  role: Role
  org: string
  orgName: string
  /** Address of the office, for mail; `''` when there is none. */
  email: string
  isEnabled: boolean
  hasOneTimePassword: boolean
  createdAt: number
  /** null when the trail knows of no sign-in. */
  lastSignInAt: number | null
  /** The account that asks: it is not disabled, moved, reset or given another role by itself. */
  isOwn: boolean
}

export interface AccountWithPassword {
  account: HeldAccountInfo
  /** Told only here. */
  password: string
}
