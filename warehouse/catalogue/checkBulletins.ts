import { TuanshuError } from '../platform/errors.ts'
import { type BulletinEntry, PLACE, WORDS } from './bulletins/bulletin.ts'
import { METRICS } from './metrics.ts'

/** The entries, when all of them can be right. Throws `TuanshuError('config')` with the kind and all that is wrong. */
export function checkBulletins(entries: readonly BulletinEntry[]): readonly BulletinEntry[] {
  const faults = entries.flatMap(entry => faultsOf(entry).map(fault => `bulletin ${entry.id}: ${fault}`))
  const twice = entries.filter(({ id }, i) => entries.findIndex(each => each.id === id) !== i)
  for (const { id } of twice) faults.push(`bulletin ${id} is listed twice`)
  if (faults.length > 0) throw new TuanshuError('config', faults.join('; '))
  return entries
}

function faultsOf({ figures, columns, ranking, red, paragraphs, request, cadence }: BulletinEntry): string[] {
  const faults: string[] = []
  for (const [name, { metric: id, part, of }] of Object.entries(figures)) {
    const metric = METRICS.get(id)
    if (!metric) {
      faults.push(`figure ${name} names the metric ${id}, which is not in the catalogue`)
      continue
    }
    if (part && part !== 'value' && metric.kind !== 'ratio')
      faults.push(`figure ${name} is the ${part} of ${id}, which is no share of two sums`)
    if (of === 'children' && !metric.breakdowns.includes('level'))
      faults.push(`figure ${name} is of the children alone, but ${id} is not told by level`)
    if (metric.kind === 'computed' && cadence !== 'monthly')
      faults.push(`figure ${name}: ${id} is computed by the month and cannot stand in a ${cadence} bulletin`)
  }
  const ofUnits = [
    ...columns.map(({ figure }) => figure),
    ranking.figure,
    red.figure,
    ...(red.without ? [red.without] : []),
  ]
  for (const name of new Set(ofUnits)) {
    const figure = figures[name]
    if (!figure) faults.push(`there is no figure ${name}`)
    else if (figure.of === 'children') faults.push(`figure ${name} is of the children alone: a unit has none`)
    else if (!columns.some(column => column.figure === name))
      faults.push(`figure ${name} ranks or names units, but is no column`)
  }
  if ((red.below === undefined) === (red.above === undefined))
    faults.push('the red line is either below or above a value')
  for (const text of [...paragraphs, request])
    for (const [place, name = ''] of text.matchAll(PLACE))
      if (!(name in figures) && !WORDS.some(word => word === name))
        faults.push(`${place} is neither a figure nor one of ${WORDS.join('、')}`)
  return faults
}
