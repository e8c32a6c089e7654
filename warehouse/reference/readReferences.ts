import type { ClickHouseClient } from '@clickhouse/client'
import type { Config } from '../platform/config.ts'
import { TuanshuError } from '../platform/errors.ts'
import { listFaults } from '../platform/table/readTable.ts'
import { formatDay } from '../platform/time/day.ts'
import { type EnteredRow, readEnteredRows } from './enteredRows.ts'
import {
  mergeFiles,
  type ReferenceFiles,
  type ReferenceRow,
  readReferenceFiles,
  subjectOf,
} from './referenceValues.ts'

/**
 * The reference rows in force, of the files and of the page. Throws `TuanshuError('config')` that names file and line of every
 * fault, and of every row of `REFERENCE_VALUES` that contradicts what was entered on the page.
 */
export async function readReferences(
  client: ClickHouseClient,
  config: Pick<Config, 'REFERENCE_VALUES'>,
): Promise<readonly ReferenceRow[]> {
  const files = readReferenceFiles(config)
  const entered = await readEnteredRows(client)
  const faults = contradictions(files, entered)
  if (faults.length > 0)
    throw new TuanshuError('config', listFaults('REFERENCE_VALUES contradicts the page 管理›口径参数:', faults))
  return combine(files, entered)
}

/**
 * The rows of the files and of the page as one. From the first entered day of a subject and scope on only the page says what
 * holds: shipped rows of later days give way, own ones are refused before (`contradictions`). Pure.
 */
export function combine(files: ReferenceFiles, entered: readonly EnteredRow[]): readonly ReferenceRow[] {
  const counting = entered.filter(({ isWithdrawn }) => !isWithdrawn)
  const first = firstDays(counting)
  return [...mergeFiles(files).filter(row => row.from < (first.get(subjectOf(row)) ?? Infinity)), ...counting]
}

/** Rows of the own file that say something of days of which the page says it, each as a fault with file and line. Pure. */
export function contradictions({ own }: ReferenceFiles, entered: readonly EnteredRow[]): string[] {
  const counting = entered.filter(({ isWithdrawn }) => !isWithdrawn)
  const first = firstDays(counting)
  return own.flatMap(row => {
    const from = first.get(subjectOf(row))
    if (from === undefined || row.from < from) return []
    const by = counting.find(each => each.from === from && subjectOf(each) === subjectOf(row))?.enteredBy
    return [
      `${row.place}: ${row.what} of this scope was entered on the page by ${by}, from ${formatDay(from)} on; take the row out of the file, or withdraw what was entered`,
    ]
  })
}

/** The first day of each subject and scope that the page says. */
function firstDays(counting: readonly EnteredRow[]): Map<string, number> {
  const first = new Map<string, number>()
  for (const row of counting) {
    const subject = subjectOf(row)
    first.set(subject, Math.min(row.from, first.get(subject) ?? Infinity))
  }
  return first
}
