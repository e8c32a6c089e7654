import { bareMessage, headersOf, type Taken, timestampOf } from './writtenMessage.ts'

/** Which column of a CSV file holds what; -1 for what it does not have. */
export interface CsvColumns {
  count: number
  key: number
  value: number
  topic: number
  timestamp: number
  headers: number
}

/** Names of the columns in the exports of web interfaces for Kafka, in lower case. */
const NAMES = {
  key: ['key'],
  value: ['value', 'content', 'payload', 'message'],
  topic: ['topic'],
  timestamp: ['timestamp', 'date', 'time'],
  headers: ['headers'],
} as const
/** A row of names has one of these beside the value: text with commas has not. */
const BESIDE = ['key', 'offset', 'partition', 'partitionid']

/** What the columns of a CSV file are, by its first line; null when that is no line of names. */
export function csvColumns(line: Buffer): CsvColumns | null {
  const names = cellsOf(line.toString())?.map(name => name.trim().toLowerCase()) ?? []
  const find = (known: readonly string[]) => names.findIndex(name => known.includes(name))
  if (find(BESIDE) < 0 || find(NAMES.value) < 0) return null
  return {
    count: names.length,
    key: find(NAMES.key),
    value: find(NAMES.value),
    topic: find(NAMES.topic),
    timestamp: find(NAMES.timestamp),
    headers: find(NAMES.headers),
  }
}

/** Redpanda Console writes `;` for every comma in a value: what was sent cannot be told from it. */
export function isSpoiltCsv(line: Buffer): boolean {
  return line.toString().startsWith('timestamp,partitionID,offset,key,value')
}

/** A row of a CSV file as a message; an empty value is none. */
export function readCsvRow(row: Buffer, columns: CsvColumns): Taken {
  const cells = cellsOf(row.toString())
  if (cells?.length !== columns.count) return { fault: `the row does not have ${columns.count} cells` }
  const cell = (index: number) => cells[index] ?? ''
  const value = cell(columns.value)
  return {
    message: {
      ...bareMessage(Buffer.from(value)),
      ...(value === '' ? { value: null } : {}),
      key: cell(columns.key) === '' ? null : Buffer.from(cell(columns.key)),
      topic: cell(columns.topic),
      timestamp: timestampOf(cell(columns.timestamp)),
      headers: readHeaders(cell(columns.headers)),
    },
    as: ['CSV export'],
  }
}

/** The cells of a row (RFC 4180); null when its quotes do not match. */
function cellsOf(row: string): string[] | null {
  const cells: string[] = []
  for (let at = 0; at <= row.length; at++) {
    if (row[at] !== '"') {
      const comma = row.indexOf(',', at)
      const end = comma < 0 ? row.length : comma
      cells.push(row.slice(at, end))
      at = end
      continue
    }
    const from = at + 1
    let end = row.indexOf('"', from)
    while (end >= 0 && row[end + 1] === '"') end = row.indexOf('"', end + 2)
    if (end < 0 || (end + 1 < row.length && row[end + 1] !== ',')) return null
    cells.push(row.slice(from, end).replaceAll('""', '"'))
    at = end + 1
  }
  return cells
}

function readHeaders(written: string): Record<string, string> {
  try {
    return headersOf(JSON.parse(written || '{}'))
  } catch {
    return {}
  }
}
