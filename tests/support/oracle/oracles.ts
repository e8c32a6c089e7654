import { ACTIVITY_ORACLES } from './activities.ts'
import { AFFAIR_ORACLES } from './affairs.ts'
import { ASSESSMENT_ORACLES } from './assessment.ts'
import { AWARD_ORACLES } from './awards.ts'
import { CADRE_ORACLES } from './cadres.ts'
import { CLUB_ORACLES } from './clubs.ts'
import { CONSULTATION_ORACLES } from './consultations.ts'
import { DUES_ORACLES } from './dues.ts'
import { ELECTRONIC_FILE_ORACLES } from './electronicFiles.ts'
import { ENTRY_ORACLES } from './entryCampaign.ts'
import { EVALUATION_ORACLES } from './evaluation.ts'
import { MATCHMAKING_ORACLES } from './matchmaking.ts'
import { MEMBER_QUALITY_ORACLES } from './memberQuality.ts'
import { MEMBER_ORACLES } from './members.ts'
import type { Oracle } from './oracle.ts'
import { ORGANISATION_ORACLES } from './organisations.ts'
import { PLATFORM_ORACLES } from './platform.ts'
import { PROTECTION_ORACLES } from './protection.ts'
import { RETENTION_ORACLES } from './retention.ts'
import { STUDY_ORACLES } from './study.ts'
import { TRANSFER_ORACLES } from './transfers.ts'
import { U_PLUS_ORACLES } from './uPlus.ts'
import { VOLUNTEER_ORACLES } from './volunteering.ts'
import { YOUTH_HOME_ORACLES } from './youthHomes.ts'

/** The oracles of each subject. */
const GROUPS: readonly Readonly<Record<string, Oracle>>[] = [
  ORGANISATION_ORACLES,
  ENTRY_ORACLES,
  ELECTRONIC_FILE_ORACLES,
  MEMBER_ORACLES,
  DUES_ORACLES,
  RETENTION_ORACLES,
  MEMBER_QUALITY_ORACLES,
  CADRE_ORACLES,
  EVALUATION_ORACLES,
  AWARD_ORACLES,
  ASSESSMENT_ORACLES,
  VOLUNTEER_ORACLES,
  PLATFORM_ORACLES,
  YOUTH_HOME_ORACLES,
  CLUB_ORACLES,
  PROTECTION_ORACLES,
  MATCHMAKING_ORACLES,
  TRANSFER_ORACLES,
  AFFAIR_ORACLES,
  ACTIVITY_ORACLES,
  STUDY_ORACLES,
  CONSULTATION_ORACLES,
  U_PLUS_ORACLES,
]

/** Every metric once more. */
export const ORACLES: ReadonlyMap<string, Oracle> = new Map(GROUPS.flatMap(group => Object.entries(group)))
