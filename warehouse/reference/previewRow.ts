import { REFERENCE_VALUES } from '../catalogue/referenceValues.ts'
import { type EnteredRow, idOf, type NewRow } from './enteredRows.ts'
import { combine } from './readReferences.ts'
import { type ReferenceFiles, type ReferenceRow, readValue, subjectOf, type ValueFault } from './referenceValues.ts'
import { byNarrowness } from './scope.ts'

/** Why a row cannot be entered, and by which of its fields. */
export type RowFault =
  | { field: 'value'; reason: ValueFault }
  /** A row of the same subject, scope and day counts already. */
  | { field: 'valid_from'; reason: 'taken'; by: EnteredRow }
  /** The own file says something of that day or a later one. */
  | { field: 'valid_from'; reason: 'own_file'; row: ReferenceRow }

/** What a row would change. */
export interface RowPreview {
  faults: RowFault[]
  /** What the same scope goes by until then; undefined when no row names it. */
  before: ReferenceRow | undefined
  /** The next day that is entered for the same scope; undefined when the row holds until further notice. */
  until: number | undefined
  /** Shipped rows of that day or later, which give way. */
  displaced: ReferenceRow[]
  /** Scopes that go before this one, with rows of their own: nothing changes there. */
  narrower: number
}

/** What a row changes if it is entered, and why it cannot be. Pure. */
export function previewRow(files: ReferenceFiles, entered: readonly EnteredRow[], row: NewRow): RowPreview {
  const rows = combine(files, entered)
  const subject = subjectOf(row)
  const same = rows.filter(each => subjectOf(each) === subject)
  const counting = entered.filter(each => !each.isWithdrawn && subjectOf(each) === subject)
  const read = readValue(REFERENCE_VALUES[row.what].unit, row.value)
  const taken = counting.find(each => each.id === idOf(row))
  const kept = files.own.find(each => subjectOf(each) === subject && each.from >= row.from)
  const faults: RowFault[] = [
    ...('fault' in read ? [{ field: 'value', reason: read.fault } as const] : []),
    ...(taken ? [{ field: 'valid_from', reason: 'taken', by: taken } as const] : []),
    ...(kept ? [{ field: 'valid_from', reason: 'own_file', row: kept } as const] : []),
  ]
  const after = counting.map(({ from }) => from).filter(from => from > row.from)
  const others = rows.filter(each => each.what === row.what && byNarrowness(each.scope, row.scope) < 0)
  return {
    faults,
    before: same.filter(({ from }) => from < row.from).sort((a, b) => b.from - a.from)[0],
    until: after.length > 0 ? Math.min(...after) : undefined,
    displaced: same.filter(each => files.shipped.includes(each) && each.from >= row.from),
    narrower: new Set(others.map(subjectOf)).size,
  }
}
