import { CLUB_ORACLES } from './clubs.ts'
import { MATCHMAKING_ORACLES } from './matchmaking.ts'
import { MEMBER_ORACLES } from './members.ts'
import type { Oracle } from './oracle.ts'
import { PROTECTION_ORACLES } from './protection.ts'
import { YOUTH_HOME_ORACLES } from './youthHomes.ts'

/** Every metric once more. */
export const ORACLES: ReadonlyMap<string, Oracle> = new Map(
  [MEMBER_ORACLES, YOUTH_HOME_ORACLES, CLUB_ORACLES, PROTECTION_ORACLES, MATCHMAKING_ORACLES].flatMap(group =>
    Object.entries(group),
  ),
)
