import type { Refusal } from '../change.ts'
import type { Row } from '../format/record.ts'
import type { KeyedVersion } from '../log/stored.ts'
import { REKEYED, type Version } from '../log/timeline.ts'
import { BadValue } from './badValue.ts'
import { cellOf } from './cell.ts'
import { keptName, type Mapping } from './mapping.ts'
import { mapRow } from './mapRow.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import { keyTextOf } from './rowKey.ts'
import { isYear } from './times.ts'

/** A row as `ods_change` keeps it: the columns that its mapping named at the time, as text. */
export interface KeptRow {
  data: Readonly<Record<string, string>>
  nulls: readonly string[]
}

/**
 * A version of the log as a mapping makes it of the row that `ods_change` kept, or why it cannot. Pure. For a row that was
 * kept under the same mapping it is the version itself.
 *
 * Mapped anew are the fields, which of them were sent, and what the row's mark of deletion says. Where the change stood
 * (`ver`, source, position) and when it happened are no matter of the fields and stay. A deletion says nothing else.
 *
 * - What the row does not hold stays as the version has it: a column was not sent (a patch), or was not on the white list
 *   then, and only a new snapshot of the source can bring it.
 * - A personal column holds a pseudonym, which is taken as it is, also where the mapping now reads it as something else.
 *   Clear text of a column that became personal only later is refused, as far as it can be told from a pseudonym.
 * - A row whose key would be another one is refused: it would be another row, with other children.
 */
export function remapVersion(
  mapping: Mapping,
  { id, keyText, version }: Pick<KeyedVersion, 'id' | 'keyText' | 'version'>,
  { data, nulls }: KeptRow,
  pseudonyms: Pick<Pseudonyms, 'org' | 'row'>,
): Version | Refusal {
  if (version.life === 'deleted') return version
  const key = mapping.key.flatMap(column => (Object.hasOwn(data, column) ? (data[column] ?? []) : []))
  if (key.length < mapping.key.length || keyTextOf(mapping.space, key) !== (keyText || id))
    return { reason: 'no_key', detail: `${mapping.table}: the key that the mapping names is another one` }
  const row: Row = {
    ...data,
    ...daysOf(mapping, data),
    ...Object.fromEntries(nulls.map(column => [column, null])),
  }
  const own = { ...pseudonyms, person: takePseudonym, personal: takePseudonym }
  const mapped = mapRow(mapping, row, own, 'kept')
  if ('reason' in mapped) return mapped
  const fields = [...mapped.fields]
  let sent = mapped.sent | (version.sent & REKEYED)
  for (const one of mapping.fields) {
    const { field, bit } = one
    const value = version.fields[field]
    if (cellOf(row, keptName(one)) !== undefined || (version.sent & bit) === 0n || value === undefined)
      continue
    fields[field] = value
    sent |= bit
  }
  return { ...version, fields, sent, life: mapped.life === 'unsaid' ? version.life : mapped.life }
}

/** Numbers are kept as text, and a day in the seventies as text is a year, which is never kept: it is refused. */
function daysOf({ fields }: Mapping, data: KeptRow['data']): Row {
  const days: Record<string, number> = {}
  for (const { column, conversion } of fields) {
    const kept = data[column]
    if ('type' in conversion && conversion.type === 'date' && kept !== undefined && isYear(kept))
      days[column] = Number(kept)
  }
  return days
}

function takePseudonym(kept: string): string | undefined {
  if (kept === '0') return undefined
  if (!/^\d{1,20}$/.test(kept) || BigInt(kept) >= 1n << 64n)
    throw new BadValue(
      'no pseudonym: the column was kept as it was, under a mapping that did not call it personal',
    )
  return kept
}
