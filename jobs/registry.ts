import type { Job } from './job.ts'
import { monthMart } from './marts/monthMart.ts'
import { trend } from './marts/trend.ts'
import { quality } from './measures/quality.ts'

/** Every scheduled job, in the order in which they run when several are due. */
export const JOBS: readonly Job[] = [monthMart, quality, trend]
