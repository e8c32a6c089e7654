import { ClickHouseError } from '@clickhouse/client'
import { TuanshuError } from '../errors.ts'

const MISSING = ['UNKNOWN_TABLE', 'UNKNOWN_DATABASE']

/** What makes a warehouse and its tables. */
export const HOW_TO_MAKE = 'start Tuanshu once ("npm start"), or run "npm run migrate"'

/** Runs `fn`; where the tables are not there yet, throws `TuanshuError('unavailable')` that says how to make them. */
export async function explainUnmigrated<T>(fn: () => Promise<T>): Promise<T> {
  try {
    return await fn()
  } catch (error) {
    // without the server's words: a statement helps nobody here
    if (isUnmigrated(error))
      throw new TuanshuError('unavailable', `the warehouse has no tables of Tuanshu yet: ${HOW_TO_MAKE}`)
    throw error
  }
}

/** Does the server say that a table or a whole database is not there? */
export function isUnmigrated(error: unknown): boolean {
  return error instanceof ClickHouseError && MISSING.includes(error.type ?? '')
}
