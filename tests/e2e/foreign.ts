import type { Org } from '../../warehouse/orgs/readOrgs.ts'
import { partsOf, readWorkbook } from '../support/delivery/readWorkbook.ts'
import type { Orgs } from './orgs.ts'

/** What tells of an organisation outside of a subtree: its id, or one of its names. */
export interface Foreign {
  ids: ReadonlySet<string>
  names: readonly string[]
}

/** Shorter names would also be found in other words. */
const SHORTEST_NAME = 4

/**
 * What nobody bound to `top` may read: ids and names of all organisations that do not lie below it, those above it
 * included. Names that are part of a name from the subtree itself (a university's in those of its classes) prove nothing
 * and are left out.
 */
export function foreignTo({ all }: Orgs, top: string): Foreign {
  const own = all.filter(({ path }) => path.includes(top)).flatMap(namesOf)
  const foreign = all.filter(({ path }) => !path.includes(top))
  const ownText = own.join('\n')
  const names = new Set(foreign.flatMap(namesOf))
  return {
    ids: new Set(foreign.map(({ id }) => id)),
    names: [...names].filter(name => name.length >= SHORTEST_NAME && !ownText.includes(name)),
  }
}

/** The ids and names of the foreign organisations that a text holds. */
export function foundIn(text: string, { ids, names }: Foreign): string[] {
  const numbers = new Set(text.match(/\d{8,}/g) ?? [])
  return [...[...numbers].filter(number => ids.has(number)), ...names.filter(name => text.includes(name))]
}

/** Everything that a workbook says: the cells as the library reads them back, and every part of the file as it is stored. */
export async function workbookText(file: Buffer): Promise<string> {
  const cells: string[] = []
  for (const sheet of (await readWorkbook(file)).worksheets) {
    cells.push(sheet.name)
    sheet.eachRow(row => row.eachCell(cell => cells.push(cell.text)))
  }
  return [...cells, ...partsOf(file).values()].join('\n')
}

function namesOf({ fullName, shortName }: Org): string[] {
  return [fullName, shortName].filter(Boolean)
}
