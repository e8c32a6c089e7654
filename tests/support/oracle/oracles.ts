import { ACTIVITY_ORACLES } from './activities.ts'
import { AWARD_ORACLES } from './awards.ts'
import { CLUB_ORACLES } from './clubs.ts'
import { CONSULTATION_ORACLES } from './consultations.ts'
import { EVALUATION_ORACLES } from './evaluation.ts'
import { MATCHMAKING_ORACLES } from './matchmaking.ts'
import { MEMBER_ORACLES } from './members.ts'
import type { Oracle } from './oracle.ts'
import { PLATFORM_ORACLES } from './platform.ts'
import { PROTECTION_ORACLES } from './protection.ts'
import { STUDY_ORACLES } from './study.ts'
import { U_PLUS_ORACLES } from './uPlus.ts'
import { VOLUNTEER_ORACLES } from './volunteering.ts'
import { YOUTH_HOME_ORACLES } from './youthHomes.ts'

/** The oracles of each subject. */
const GROUPS: readonly Readonly<Record<string, Oracle>>[] = [
  MEMBER_ORACLES,
  EVALUATION_ORACLES,
  AWARD_ORACLES,
  VOLUNTEER_ORACLES,
  PLATFORM_ORACLES,
  YOUTH_HOME_ORACLES,
  CLUB_ORACLES,
  PROTECTION_ORACLES,
  MATCHMAKING_ORACLES,
  ACTIVITY_ORACLES,
  STUDY_ORACLES,
  CONSULTATION_ORACLES,
  U_PLUS_ORACLES,
]

/** Every metric once more. */
export const ORACLES: ReadonlyMap<string, Oracle> = new Map(GROUPS.flatMap(group => Object.entries(group)))
