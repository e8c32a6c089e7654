import { ACTIVITIES } from './gongqingyun/activities.ts'
import { CLUBS } from './gongqingyun/clubs.ts'
import { DUES } from './gongqingyun/dues.ts'
import { EVALUATION } from './gongqingyun/evaluation.ts'
import { MATCHMAKING } from './gongqingyun/matchmaking.ts'
import { MEMBERS } from './gongqingyun/members.ts'
import { ORGANISATIONS } from './gongqingyun/organisations.ts'
import { PLATFORM } from './gongqingyun/platform.ts'
import { PROTECTION } from './gongqingyun/protection.ts'
import { STUDY } from './gongqingyun/study.ts'
import { TRANSFERS } from './gongqingyun/transfers.ts'
import { YOUTH_HOMES } from './gongqingyun/youthHomes.ts'
import type { Sample } from './sample.ts'

/** Rows of its tables, in a file for each group of the catalogue's entities. */
export const GONGQINGYUN: readonly Sample[] = [
  ...ACTIVITIES,
  ...CLUBS,
  ...DUES,
  ...EVALUATION,
  ...MATCHMAKING,
  ...MEMBERS,
  ...ORGANISATIONS,
  ...PLATFORM,
  ...PROTECTION,
  ...STUDY,
  ...TRANSFERS,
  ...YOUTH_HOMES,
]
