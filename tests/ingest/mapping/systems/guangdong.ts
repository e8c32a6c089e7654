import { ACTIVITIES } from './guangdong/activities.ts'
import { DUES } from './guangdong/dues.ts'
import { EVALUATION } from './guangdong/evaluation.ts'
import { MEMBERS } from './guangdong/members.ts'
import { ORGANISATIONS } from './guangdong/organisations.ts'
import { PLATFORM } from './guangdong/platform.ts'
import { TRANSFERS } from './guangdong/transfers.ts'
import type { Sample } from './sample.ts'

/** Rows of its tables, in a file for each group of the catalogue's entities. */
export const GUANGDONG: readonly Sample[] = [
  ...ACTIVITIES,
  ...DUES,
  ...EVALUATION,
  ...MEMBERS,
  ...ORGANISATIONS,
  ...PLATFORM,
  ...TRANSFERS,
]
