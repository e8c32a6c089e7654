import type { Change } from '../../../ingest/change.ts'
import { REKEYED } from '../../../ingest/log/timeline.ts'
import { ENTITIES, type Field, type Value } from '../../../warehouse/catalogue/entities.ts'
import { UNKNOWN_DAY } from '../../../warehouse/contract/calendar.ts'
import { dayOf, isStorableDay, monthOf } from '../../../warehouse/platform/time/day.ts'

const isWhole = (value: Value | undefined, most: number) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most
const isUnsigned64 = (text: Value | undefined) =>
  typeof text === 'string' && /^\d{1,20}$/.test(text) && BigInt(text) < 1n << 64n
const isWritable = (text: unknown) => typeof text === 'string' && !/\p{Surrogate}/u.test(text)

function isOfType(field: Field, value: Value | undefined): boolean {
  switch (field.type) {
    case 'text':
      return isWritable(value) && (!field.values || value === '' || field.values.includes(String(value)))
    case 'name':
      return isWritable(value)
    case 'id':
      return isUnsigned64(value)
    case 'date':
      return typeof value === 'number' && isStorableDay(value)
    case 'month':
      return (
        typeof value === 'number' &&
        isStorableDay(value) &&
        (value === UNKNOWN_DAY || monthOf(value) === value)
      )
    case 'fen':
      return typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)
    case 'count':
      return isWhole(value, 0xffff_ffff)
    case 'flag':
      return isWhole(value, 1)
    default:
      // a type that this list does not know yet is only not nothing
      return value !== undefined
  }
}

/** What is wrong with a change that a log would be given: types and ranges of all that it stores. Empty when nothing is. */
export function faultsOf(change: Change): string[] {
  const { version, ods } = change
  const { fields } = ENTITIES[change.entity]
  const wrong: [boolean, string][] = [
    [!isUnsigned64(change.id), 'id'],
    [!isWritable(change.keyText), 'keyText'],
    [version.ver < 0n || version.ver >= 1n << 64n, 'ver'],
    [version.sourcePos < 0n || version.sourcePos >= 1n << 128n, 'sourcePos'],
    [!isWritable(version.lineage) || version.lineage.length > 1_000, 'lineage'],
    [!isWritable(ods.snapshotOf) || ods.snapshotOf.length > 200, 'snapshotOf'],
    [!isWhole(ods.sentAt, 1e14), 'sentAt'],
    [!isWhole(version.at, 1e14), 'at'],
    [version.on !== dayOf(version.at) || !isStorableDay(version.on), 'on'],
    [(version.sent & ~REKEYED) >> BigInt(fields.length) !== 0n, 'sent'],
    [version.fields.length !== fields.length, 'fields'],
    [!isWritable(ods.op) || ods.op.length > 20, 'op'],
    [!Object.values(ods.data).every(isWritable), 'data'],
    [!ods.nulls.every(isWritable), 'nulls'],
  ]
  const faults = wrong.flatMap(([isWrong, what]) => (isWrong ? [what] : []))
  for (const [i, field] of fields.entries())
    if (!isOfType(field, version.fields[i])) faults.push(`${field.name}: ${typeof version.fields[i]}`)
  return faults
}
