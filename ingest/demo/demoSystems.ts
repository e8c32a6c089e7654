import { ENTITY_NAMES } from '../../warehouse/catalogue/entities.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { loadMappings } from '../mapping/load.ts'

/**
 * The systems of the demo, each with the part of the province's members that it keeps. The earlier one counts where several
 * have a table for the same.
 */
const SHARES = { guangdong: 1, gongqingyun: 0.2, national: 0.1, shanxi: 0.06, jiangsu: 0.04 }

type DemoSystem = keyof typeof SHARES
const ALL = Object.keys(SHARES) as DemoSystem[]

/** The systems that a list with commas names, or `all`, in the order in which they count. Throws `TuanshuError('input')`. */
export function demoSystems(text: string): DemoSystem[] {
  if (text.trim() === 'all') return [...ALL]
  const names = text.split(',').map(name => name.trim())
  const unknown = names.find(name => !ALL.some(one => one === name))
  if (unknown !== undefined)
    throw new TuanshuError(
      'input',
      `--systems: there is no system ${JSON.stringify(unknown)}; name some of ${ALL.join(', ')} with commas between them, or all`,
    )
  return ALL.filter(name => names.includes(name))
}

/** How much of a number each system gets: of the members its part, as the largest of them were the whole. */
export function partsOf(systems: readonly DemoSystem[]): Map<DemoSystem, number> {
  const largest = Math.max(...systems.map(name => SHARES[name]))
  return new Map(systems.map(name => [name, SHARES[name] / largest]))
}

/** The rules by which one system alone counts for each entity: the first one that has a table for it. */
export function countingRulesOf(systems: readonly DemoSystem[]): string {
  const { all, systems: known } = loadMappings(systems)
  const lines = ENTITY_NAMES.flatMap(entity => {
    const first = systems.find(name => all.some(one => one.entity === entity && one.system.name === name))
    const found = known.find(({ name }) => name === first)
    return found ? [`${entity},,${found.id},2000-01-01,`] : []
  })
  return `entity,region,system,valid_from,valid_to\n${lines.join('\n')}\n`
}
