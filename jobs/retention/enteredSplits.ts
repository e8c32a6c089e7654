import type { ClickHouseClient } from '@clickhouse/client'
import type { Config } from '../../warehouse/platform/config.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { listFaults } from '../../warehouse/platform/table/readTable.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import { type Entry, type NewEntry, readEntries } from '../../warehouse/reference/enteredRows.ts'
import { RETENTION_LEVELS, type RetentionLevel } from './levels.ts'
import { type RatioRow, type RatioTable, ratioFaults, readRatios, WHOLE } from './ratios.ts'

/** What the shares of all levels are called among the entries of the page. */
export const SPLIT = 'retention_split'

export type Split = Readonly<Record<RetentionLevel, number>>

/** The shares of all levels, in parts of 10,000, that an administrator entered on the page. */
export interface EnteredSplit extends Omit<Entry, 'value'> {
  levels: Split
}

/** Every split that was entered, withdrawn ones too, the newest entry first. */
export async function readEnteredSplits(client: ClickHouseClient): Promise<EnteredSplit[]> {
  return (await readEntries(client)).flatMap(({ value, ...entry }) =>
    entry.what === SPLIT ? [{ ...entry, levels: splitOf(value) }] : [],
  )
}

/** A split as an entry of the page. */
export function splitEntry({ levels, from, source }: { levels: Split; from: number; source: string }): NewEntry {
  const value = RETENTION_LEVELS.map(level => levels[level]).join('/')
  return { what: SPLIT, scope: { org: '', region: '', level: '', system: 0 }, from, value, source }
}

/**
 * The ratios in force, of the file and of the page. Throws `TuanshuError('config')` as `readRatios`, and for every row of
 * `RETENTION_RATIOS` that says something of days of which the page says it, with file and line.
 */
export async function readRatiosInForce(
  client: ClickHouseClient,
  config: Pick<Config, 'RETENTION_RATIOS'>,
): Promise<RatioTable> {
  const table = readRatios(config)
  const splits = await readEnteredSplits(client)
  const faults = config.RETENTION_RATIOS === undefined ? [] : contradictions(table, splits)
  if (faults.length > 0)
    throw new TuanshuError('config', listFaults('RETENTION_RATIOS contradicts the page 管理›口径参数:', faults))
  return combineRatios(table, splits)
}

/**
 * The ratios of the file and of the page as one. From the first entered day on only the page says what the levels keep: what the
 * file says of later days gives way. Ratios of single organisations stay those of the file. Pure.
 */
export function combineRatios({ file, rows }: RatioTable, splits: readonly EnteredSplit[]): RatioTable {
  const ordered = splits.filter(({ isWithdrawn }) => !isWithdrawn).sort((a, b) => a.from - b.from)
  const first = ordered[0]?.from ?? Number.POSITIVE_INFINITY
  const kept = rows.flatMap(row => {
    if (row.org !== '') return [row]
    return row.from < first ? [{ ...row, to: Math.min(row.to, first - 1) }] : []
  })
  const entered = ordered.flatMap(({ from, levels, enteredBy }, i) =>
    RETENTION_LEVELS.map(
      (level): RatioRow => ({
        level,
        org: '',
        from,
        to: (ordered[i + 1]?.from ?? Number.POSITIVE_INFINITY) - 1,
        ratio: levels[level],
        place: `管理›口径参数（${enteredBy}）`,
      }),
    ),
  )
  return { file, rows: [...kept, ...entered] }
}

/** General rows of the own file that begin on days of which the page says what holds, each as a fault with file and line. Pure. */
export function contradictions({ rows }: RatioTable, splits: readonly EnteredSplit[]): string[] {
  const [first] = splits.filter(({ isWithdrawn }) => !isWithdrawn).sort((a, b) => a.from - b.from)
  if (!first) return []
  return rows
    .filter(({ org, from }) => org === '' && from >= first.from)
    .map(
      ({ place, level }) =>
        `${place}: the ratio of level ${level} was entered on the page by ${first.enteredBy}, from ${formatDay(first.from)} on; take the row out of the file, or withdraw what was entered`,
    )
}

/** Why a split cannot be entered. */
export type SplitFault =
  | { field: RetentionLevel; reason: 'not_a_share' }
  /** The levels would keep `sum` parts of 10,000. */
  | { field: 'levels'; reason: 'not_whole'; sum: number }
  | { field: 'valid_from'; reason: 'taken'; by: EnteredSplit }
  /** The file begins later, ends earlier, or says something of that day or a later one: file and line, or a day without ratios. */
  | { field: 'valid_from'; reason: 'file'; words: string }

/** Why this split cannot be entered beside the file and what was entered: the checks of the file, and that it is the whole. Pure. */
export function splitFaults(
  table: RatioTable,
  isOwnFile: boolean,
  splits: readonly EnteredSplit[],
  split: { levels: Split; from: number },
): SplitFault[] {
  const wrong = RETENTION_LEVELS.filter(level => {
    const share = split.levels[level]
    return !Number.isInteger(share) || share < 0 || share > WHOLE
  })
  if (wrong.length > 0) return wrong.map(field => ({ field, reason: 'not_a_share' }))
  const sum = RETENTION_LEVELS.reduce((total, level) => total + split.levels[level], 0)
  const taken = splits.find(({ from, isWithdrawn }) => from === split.from && !isWithdrawn)
  const added = { ...split, ...UNTYPED, what: SPLIT }
  const words = [
    ...(isOwnFile ? contradictions(table, [...splits, added]) : []),
    ...(taken ? [] : ratioFaults(combineRatios(table, [...splits, added]))),
  ]
  return [
    ...(sum === WHOLE ? [] : [{ field: 'levels', reason: 'not_whole', sum } as const]),
    ...(taken ? [{ field: 'valid_from', reason: 'taken', by: taken } as const] : []),
    ...(sum > WHOLE ? [] : words.map(each => ({ field: 'valid_from', reason: 'file', words: each }) as const)),
  ]
}

/** What of an entry the checks do not ask for. */
const UNTYPED = {
  id: '',
  scope: { org: '', region: '', level: '', system: 0 },
  source: '',
  isWithdrawn: false,
  enteredBy: '',
  enteredAt: 0,
} as const

function splitOf(value: string): Split {
  const [grassroots = 0, county = 0, city = 0, province = 0, centre = 0] = value.split('/').map(Number)
  return { grassroots, county, city, province, centre }
}
