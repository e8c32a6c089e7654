import type { Principal } from '../auth/principal.ts'

/** How many lines each account, and each link, has open. A line is whatever object stands for it. */
export class ScreenCount {
  readonly #most: number
  readonly #lines = new Map<string, Set<object>>()

  constructor(most: number) {
    this.#most = most
  }

  /** Counts a line of this principal; false when there is no room for it. A line counts once. */
  add(principal: Principal, line: object): boolean {
    const key = keyOf(principal)
    const lines = this.#lines.get(key) ?? new Set()
    if (lines.has(line)) return true
    if (lines.size >= this.#most) return false
    this.#lines.set(key, lines.add(line))
    return true
  }

  /** The line has ended. */
  remove(principal: Principal, line: object): void {
    const key = keyOf(principal)
    const lines = this.#lines.get(key)
    lines?.delete(line)
    if (lines?.size === 0) this.#lines.delete(key)
  }
}

/** By account, not by session: signing in again makes no more room. */
function keyOf(principal: Principal): string {
  if (principal.kind === 'account') return `account ${principal.account.login}`
  if (principal.kind === 'kiosk') return `kiosk ${principal.kiosk.id}`
  return 'wall'
}
