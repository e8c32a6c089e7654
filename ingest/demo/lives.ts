import type { Life } from './life.ts'
import { AWARD_LIFE } from './lives/awards.ts'
import { EVALUATION } from './lives/evaluation.ts'
import { MESSAGES } from './lives/messages.ts'
import { ORGANISATION_LIFE } from './lives/organisationLife.ts'
import { PLATFORM } from './lives/platform.ts'
import { VOLUNTEERING } from './lives/volunteering.ts'

/** Every side of the province's life, in the order in which a day is planned. */
export const LIVES: readonly Life[] = [
  EVALUATION,
  AWARD_LIFE,
  VOLUNTEERING,
  ORGANISATION_LIFE,
  MESSAGES,
  PLATFORM,
]
