import type { Life } from './life.ts'
import { AWARD_LIFE } from './lives/awards.ts'
import { BULK_IMPORTS } from './lives/bulkImports.ts'
import { CLUBS } from './lives/clubs.ts'
import { CONSULTATIONS } from './lives/consultations.ts'
import { ELECTRONIC_FILES } from './lives/electronicFiles.ts'
import { EVALUATION } from './lives/evaluation.ts'
import { LEADERS } from './lives/leaders.ts'
import { MATCHMAKING } from './lives/matchmaking.ts'
import { MEMBERSHIP_CHANGES } from './lives/membershipChanges.ts'
import { MESSAGES } from './lives/messages.ts'
import { ORGANISATION_LIFE } from './lives/organisationLife.ts'
import { PARTY_RECOMMENDATIONS } from './lives/partyRecommendations.ts'
import { PLATFORM } from './lives/platform.ts'
import { PROFILE_CHANGES } from './lives/profileChanges.ts'
import { PROTECTION } from './lives/protection.ts'
import { REGISTRATION_CODES } from './lives/registrationCodes.ts'
import { REPORTS } from './lives/reports.ts'
import { SHOWS_OF_ACTIVITIES } from './lives/shows.ts'
import { STUDY } from './lives/study.ts'
import { TRANSFERS } from './lives/transfers.ts'
import { U_PLUS } from './lives/uPlus.ts'
import { VOLUNTARY_DUES } from './lives/voluntaryDues.ts'
import { VOLUNTEERING } from './lives/volunteering.ts'
import { YOUTH_HOMES } from './lives/youthHomes.ts'

/** Every side of the province's life, in the order in which a day is planned. */
export const LIVES: readonly Life[] = [
  TRANSFERS,
  REPORTS,
  PROFILE_CHANGES,
  MEMBERSHIP_CHANGES,
  AWARD_LIFE,
  BULK_IMPORTS,
  CLUBS,
  CONSULTATIONS,
  ELECTRONIC_FILES,
  EVALUATION,
  LEADERS,
  MATCHMAKING,
  MESSAGES,
  ORGANISATION_LIFE,
  PARTY_RECOMMENDATIONS,
  PLATFORM,
  PROTECTION,
  REGISTRATION_CODES,
  SHOWS_OF_ACTIVITIES,
  STUDY,
  U_PLUS,
  VOLUNTARY_DUES,
  VOLUNTEERING,
  YOUTH_HOMES,
]
