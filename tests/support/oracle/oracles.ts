<<<<<<< HEAD
import { AWARD_ORACLES } from './awards.ts'
import { EVALUATION_ORACLES } from './evaluation.ts'
import { MEMBER_ORACLES } from './members.ts'
import type { Oracle } from './oracle.ts'
import { PLATFORM_ORACLES } from './platform.ts'
import { VOLUNTEER_ORACLES } from './volunteering.ts'

/** Every metric once more. */
export const ORACLES: ReadonlyMap<string, Oracle> = new Map(
  [MEMBER_ORACLES, EVALUATION_ORACLES, AWARD_ORACLES, VOLUNTEER_ORACLES, PLATFORM_ORACLES].flatMap(group =>
=======
import { CLUB_ORACLES } from './clubs.ts'
import { MATCHMAKING_ORACLES } from './matchmaking.ts'
import { MEMBER_ORACLES } from './members.ts'
import type { Oracle } from './oracle.ts'
import { PROTECTION_ORACLES } from './protection.ts'
import { YOUTH_HOME_ORACLES } from './youthHomes.ts'

/** Every metric once more. */
export const ORACLES: ReadonlyMap<string, Oracle> = new Map(
  [MEMBER_ORACLES, YOUTH_HOME_ORACLES, CLUB_ORACLES, PROTECTION_ORACLES, MATCHMAKING_ORACLES].flatMap(group =>
>>>>>>> 7b733b3a912addb69808f5c028b9cc5b95e214be
    Object.entries(group),
  ),
)
