import { ClickHouseError } from '@clickhouse/client'
import { TuanshuError } from '../errors.ts'

const MISSING = ['UNKNOWN_TABLE', 'UNKNOWN_DATABASE']

/** Runs `fn`; where the tables are not there yet, throws `TuanshuError('unavailable')` that says how to make them. */
export async function explainUnmigrated<T>(fn: () => Promise<T>): Promise<T> {
  try {
    return await fn()
  } catch (error) {
    if (error instanceof ClickHouseError && MISSING.includes(error.type ?? ''))
      throw new TuanshuError(
        'unavailable',
        'the warehouse has no accounts yet: start Tuanshu once, or run "npm run migrate"',
        { cause: error },
      )
    throw error
  }
}
