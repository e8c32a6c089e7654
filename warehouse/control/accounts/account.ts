import { z } from 'zod'
import { ROOT } from '../../orgs/readOrgs.ts'
import { TuanshuError } from '../../platform/errors.ts'

/**
 * `admin`: also accounts, deliveries and running. `department`: reports of its subtree. `committee`: that, and mail.
 * `controller`: the walls of its subtree, and nothing else.
 */
export const ROLES = ['admin', 'department', 'committee', 'controller'] as const
export type Role = (typeof ROLES)[number]

export interface Account {
  login: string
  role: Role
  /** `dim_org` id of the organisation whose subtree the account may see, or `root`. */
  org: string
  /** Address of the office, for mailings; `''` when there is none. */
  email: string
  isEnabled: boolean
  /** Rises when the account is disabled, gets another password, organisation or role; what was signed in before has ended. */
  epoch: number
  /** The password was made for the account and told once; its owner is to choose another. */
  hasOneTimePassword: boolean
  /** Milliseconds since 1970. */
  createdAt: number
  changedAt: number
}

export const login = z.string().regex(/^[a-z0-9._-]{3,40}$/, {
  error: 'a login has 3 to 40 characters of a–z, 0–9, dot, underscore and hyphen',
})
export const role = z.enum(ROLES, { error: `a role is one of ${ROLES.join(', ')}` })
export const email = z.email({ error: 'this is no e-mail address' }).max(200)

/** A committee is one of the tree; only the province's own people may see the whole instance. */
export function goesWith(given: Role, org: string): boolean {
  return given !== 'committee' || org !== ROOT.id
}

/** Throws `TuanshuError('input')` for a role that does not go with the organisation. */
export function checkHeld(given: Role, org: string): void {
  if (!goesWith(given, org))
    throw new TuanshuError('input', `role ${given} needs an organisation of the tree, not root`)
}
