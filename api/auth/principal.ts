import type { Account } from '../../warehouse/control/accounts/account.ts'
import type { Kiosk } from '../../warehouse/control/accounts/kiosks.ts'
import { ROOT } from '../../warehouse/orgs/readOrgs.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'

/**
 * Who asks. `account`: somebody who signed in. `kiosk`: a screen that was opened by a link. `wall`: whoever sits at this
 * machine, where `WALL_OPEN` lets them see the wall.
 */
export type Principal =
  | { kind: 'account'; account: Account; session: string }
  | { kind: 'kiosk'; kiosk: Kiosk }
  | { kind: 'wall' }

/**
 * Whom a route is for. `public`: everybody. `wall`: whoever may see the wall. `own`: whoever signed in, about their own
 * account. `account`: whoever signed in to read reports. `control`: who controls walls, and administrators. `admin`:
 * administrators, each for their subtree. `operator`: administrators of the whole instance, for what runs for all subtrees
 * together. `metrics`: operators, and who collects metrics (METRICS_TOKEN).
 */
export type Access = 'public' | 'wall' | 'own' | 'account' | 'control' | 'admin' | 'operator' | 'metrics'

/** What of the tree they may see. */
export function scopeOfPrincipal(principal: Principal): Scope {
  if (principal.kind === 'account') return { org: principal.account.org }
  if (principal.kind === 'kiosk') return { org: principal.kiosk.org }
  return { org: ROOT.id }
}

/** Why they may not use a route of this access; undefined when they may. */
export function refusalOf(
  principal: Principal | undefined,
  access: Access,
): 'unauthenticated' | 'forbidden' | undefined {
  if (access === 'public') return undefined
  if (!principal) return 'unauthenticated'
  if (access === 'wall') return undefined
  if (principal.kind !== 'account') return 'unauthenticated'
  const { role, org } = principal.account
  if (access === 'own') return undefined
  if (access === 'account') return role === 'controller' ? 'forbidden' : undefined
  if (access === 'control') return role === 'controller' || role === 'admin' ? undefined : 'forbidden'
  return role === 'admin' && (access === 'admin' || org === ROOT.id) ? undefined : 'forbidden'
}
