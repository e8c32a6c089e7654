import type { Role } from '../../warehouse/control/accounts/account.ts'

export type { Role } from '../../warehouse/control/accounts/account.ts'

export interface AccountInfo {
  login: string
  role: Role
  /** The organisation whose subtree the account may see; `root` for the whole instance. */
  org: string
  orgName: string
  /** The password was made for the account and told once: it should be changed. */
  hasOneTimePassword: boolean
}

/**
 * GET /api/session; POST /api/session {login, password}; DELETE /api/session. POST /api/session/password {password,
 * newPassword} changes the own password and ends all other sessions of the account; GET /api/session/password → PasswordRules.
 */
export interface SessionAnswer {
  /** null when nobody is signed in. */
  account: AccountInfo | null
  /** The local mailbox of the demonstration is there. */
  hasMailbox: boolean
}

export interface PasswordRules {
  /** What a new password must be, for people. */
  rules: string[]
}
