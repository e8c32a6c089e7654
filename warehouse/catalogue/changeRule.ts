import type { TicketKind } from '../contract/ticketState.ts'
import type { MetricId } from './metrics.ts'

/** The rule that a month's change beyond a limit is explained in writing: what it looks at, and of whom. */

/** The stock that is looked at for each kind. */
export const CHANGE_METRICS: Readonly<Record<TicketKind, MetricId>> = { members: 'MEM01', orgs: 'ORG01' }

/** Levels of `dim_org` whose organisations explain: cities and counties. Below them one branch more is a change of percents. */
export const CHANGE_LEVELS: readonly number[] = [3, 4]
