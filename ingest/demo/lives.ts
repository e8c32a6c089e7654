import type { Life } from './life.ts'
import { AWARD_LIFE } from './lives/awards.ts'
import { CLUBS } from './lives/clubs.ts'
import { EVALUATION } from './lives/evaluation.ts'
import { MATCHMAKING } from './lives/matchmaking.ts'
import { MESSAGES } from './lives/messages.ts'
import { ORGANISATION_LIFE } from './lives/organisationLife.ts'
import { PLATFORM } from './lives/platform.ts'
import { PROTECTION } from './lives/protection.ts'
import { TRANSFERS } from './lives/transfers.ts'
import { VOLUNTEERING } from './lives/volunteering.ts'
import { YOUTH_HOMES } from './lives/youthHomes.ts'

/** Every side of the province's life, in the order in which a day is planned. */
export const LIVES: readonly Life[] = [
  TRANSFERS,
  EVALUATION,
  AWARD_LIFE,
  VOLUNTEERING,
  ORGANISATION_LIFE,
  MESSAGES,
  PLATFORM,
  YOUTH_HOMES,
  CLUBS,
  PROTECTION,
  MATCHMAKING,
]
