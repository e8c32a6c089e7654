import type { Life } from './life.ts'
import { BULK_IMPORTS } from './lives/bulkImports.ts'
import { CLUBS } from './lives/clubs.ts'
import { ELECTRONIC_FILES } from './lives/electronicFiles.ts'
import { LEADERS } from './lives/leaders.ts'
import { MATCHMAKING } from './lives/matchmaking.ts'
import { PARTY_RECOMMENDATIONS } from './lives/partyRecommendations.ts'
import { PROTECTION } from './lives/protection.ts'
import { REGISTRATION_CODES } from './lives/registrationCodes.ts'
import { TRANSFERS } from './lives/transfers.ts'
import { YOUTH_HOMES } from './lives/youthHomes.ts'

/** Every side of the province's life, in the order in which a day is planned. */
export const LIVES: readonly Life[] = [
  TRANSFERS,
  YOUTH_HOMES,
  CLUBS,
  PROTECTION,
  MATCHMAKING,
  LEADERS,
  REGISTRATION_CODES,
  BULK_IMPORTS,
  PARTY_RECOMMENDATIONS,
  ELECTRONIC_FILES,
]
