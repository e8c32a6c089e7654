import type { Oracle, OracleAsk } from './oracle.ts'
import { ratio, sum } from './oracle.ts'
import { isBranch, organisations } from './organisations.ts'
import { ownReference } from './references.ts'
import type { OracleRow, OracleWorld } from './world.ts'

const isApproved = (row: OracleRow) => row.status === 'approved'

/** Files that are filled in, reviewed or not. */
const files = (world: OracleWorld, ask: OracleAsk) => world.stock('e_file', ask)
const approved = (world: OracleWorld, ask: OracleAsk) => files(world, ask).filter(isApproved)

export const ELECTRONIC_FILE_ORACLES: Readonly<Record<string, Oracle>> = {
  SXX01: (world, ask) => approved(world, ask).length,
  SXX02: (world, ask) => ratio(approved(world, ask).length, ownReference(world, ask, 'e_files_target')),
  SXX03: (world, ask) => {
    const codes = world.stock('class_code', ask).filter(row => row.kind === 'class_code')
    return ratio(files(world, ask).filter(row => row.kind === 'member').length, sum(codes, 'expected_count'))
  },
  SXX04: (world, ask) => ratio(approved(world, ask).length, files(world, ask).length),
  SXX05: (world, ask) => approved(world, ask).filter(row => row.channel !== '').length,
  SXX06: (world, ask) => approved(world, ask).filter(row => row.kind !== 'member').length,
  SXX07: (world, ask) => {
    const covered = new Set(
      world
        .stockOn('e_file', ask.to)
        .filter(isApproved)
        .map(row => String(row.org_id)),
    )
    const branches = organisations(world, ask).filter(isBranch)
    return ratio(branches.filter(row => covered.has(String(row.org_id))).length, branches.length)
  },
}
