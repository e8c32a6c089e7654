import { alerts } from './alerts/alerts.ts'
import { bulletins } from './bulletins/bulletins.ts'
import { monthMart } from './marts/monthMart.ts'
import { trend } from './marts/trend.ts'
import { hiddenCells } from './measures/hiddenCells.ts'
import { measures } from './measures/measures.ts'
import { quality } from './measures/quality.ts'
import { retention } from './retention/retention.ts'
import type { Job } from './schedule/job.ts'
import { tickets } from './tickets/tickets.ts'

/** Every scheduled job, in the order in which they run when several are due: the last judge what the others wrote. */
export const JOBS: readonly Job[] = [
  retention,
  measures,
  monthMart,
  quality,
  trend,
  tickets,
  alerts,
  bulletins,
  hiddenCells,
]
