import { type Model, SECOND } from '../model.ts'
import type { Org } from '../org.ts'
import { noise } from '../random.ts'

/** A transfer with all its steps is some twenty rows: of a large province only branches with so many members work that way. */
const MEMBERS_ONLINE = 4_000
const SALT = 71

/**
 * Whether a branch handles its affairs step by step on the to-do list of the system. The others decide on paper and enter
 * what was done.
 */
export function worksOnline(model: Model, branch: Org): boolean {
  return noise(model.seed, Number(branch.row.id), SALT) < MEMBERS_ONLINE / model.members
}

/** Now, in seconds since 1970. */
export function instantOf(model: Model): number {
  return model.now / SECOND
}
