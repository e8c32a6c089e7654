import { readFileSync } from 'node:fs'
import type { OracleAsk } from './oracle.ts'
import type { OracleWorld } from './world.ts'

/** The file that the jobs read in place of that of a province. */
export const REFERENCE_FILE = new URL('reference_value.csv', import.meta.url)

const LEVELS = ['', '', 'province', 'city', 'county', 'town', 'below']

const dayOf = (text: string) => Date.parse(text) / 86_400_000

const ROWS = readFileSync(REFERENCE_FILE, 'utf8')
  .split('\n')
  .slice(2)
  .map(line => line.split(','))
  .map(([what = '', scope = '', from = '', value = '', unit]) => ({
    what,
    region: /region:(\d+)/.exec(scope)?.[1] ?? '',
    level: /level:(\w+)/.exec(scope)?.[1] ?? '',
    from: dayOf(from),
    value: unit === '日期' ? dayOf(value) : Number(value),
  }))

/**
 * What holds for an organisation on the last day asked about, a day or a number: of its region rather than of its level, of
 * either the latest; undefined where nothing is said.
 */
export function referenceOf(
  world: OracleWorld,
  ask: OracleAsk,
  what: string,
  org: unknown,
): number | undefined {
  const tree = world.tree(ask.treeDay)
  const path = tree.pathOf(String(org))
  const regions = path.map(id => String(tree.attributesOf(id)?.region_code ?? '')).filter(Boolean)
  const [region = '', level = ''] = [regions.at(-1), LEVELS[Math.min(path.length + 1, 6)]]
  const rows = ROWS.filter(row => row.what === what && row.from <= ask.to)
    .filter(row => region.startsWith(row.region) && (row.level === '' || row.level === level))
    .sort((a, b) => b.region.length - a.region.length || b.from - a.from)
  return rows[0]?.value
}

/** The same of the organisation asked about alone; of everything together that of the tops. */
export function ownReference(world: OracleWorld, ask: OracleAsk, what: string): number {
  const tree = world.tree(ask.treeDay)
  const orgs = ask.org === 'root' ? tree.all().filter(id => tree.parentOf(id) === '0') : [ask.org]
  return orgs.reduce((total, org) => total + (referenceOf(world, ask, what, org) ?? 0), 0)
}
