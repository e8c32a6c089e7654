import type { Life } from './life.ts'
import { CLUBS } from './lives/clubs.ts'
import { MATCHMAKING } from './lives/matchmaking.ts'
import { MEMBERSHIP_CHANGES } from './lives/membershipChanges.ts'
import { PROFILE_CHANGES } from './lives/profileChanges.ts'
import { PROTECTION } from './lives/protection.ts'
import { REPORTS } from './lives/reports.ts'
import { TRANSFERS } from './lives/transfers.ts'
import { YOUTH_HOMES } from './lives/youthHomes.ts'

/** Every side of the province's life, in the order in which a day is planned. */
export const LIVES: readonly Life[] = [
  TRANSFERS,
  REPORTS,
  PROFILE_CHANGES,
  MEMBERSHIP_CHANGES,
  YOUTH_HOMES,
  CLUBS,
  PROTECTION,
  MATCHMAKING,
]
