import type { Life } from './life.ts'
import { CLUBS } from './lives/clubs.ts'
import { MATCHMAKING } from './lives/matchmaking.ts'
import { PROTECTION } from './lives/protection.ts'
import { TRANSFERS } from './lives/transfers.ts'
import { YOUTH_HOMES } from './lives/youthHomes.ts'

/** Every side of the province's life, in the order in which a day is planned. */
export const LIVES: readonly Life[] = [TRANSFERS, YOUTH_HOMES, CLUBS, PROTECTION, MATCHMAKING]
