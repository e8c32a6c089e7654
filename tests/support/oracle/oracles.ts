import { MEMBER_ORACLES } from './members.ts'
import type { Oracle } from './oracle.ts'

/** Every metric once more. */
export const ORACLES: ReadonlyMap<string, Oracle> = new Map(
  [MEMBER_ORACLES].flatMap(group => Object.entries(group)),
)
