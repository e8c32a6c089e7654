import { AWARD_ORACLES } from './awards.ts'
import { EVALUATION_ORACLES } from './evaluation.ts'
import { MEMBER_ORACLES } from './members.ts'
import type { Oracle } from './oracle.ts'
import { PLATFORM_ORACLES } from './platform.ts'
import { VOLUNTEER_ORACLES } from './volunteering.ts'

/** Every metric once more. */
export const ORACLES: ReadonlyMap<string, Oracle> = new Map(
  [MEMBER_ORACLES, EVALUATION_ORACLES, AWARD_ORACLES, VOLUNTEER_ORACLES, PLATFORM_ORACLES].flatMap(group =>
    Object.entries(group),
  ),
)
