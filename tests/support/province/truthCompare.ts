import { type SimulatedSystem, simulatedSystem } from '../../../ingest/demo/system.ts'
import { orgKey } from '../../../ingest/mapping/pseudonyms.ts'
import { METRICS } from '../../../warehouse/catalogue/metrics.ts'
import type { Answer, Ask } from '../../../warehouse/query/types.ts'
import { entitiesOf } from '../oracle/entitiesOf.ts'
import type { Truth, TruthAsk } from './truth.ts'

/** A system in whose tables a province is simulated. */
export type SourceSystem = Pick<SimulatedSystem, 'number' | 'orgText'>

export const GUANGDONG: SourceSystem = simulatedSystem('guangdong')

/** The `dim_org` id of an organisation of the simulator; `root`, '' and 未归属 stay as they are. */
export function warehouseOrg(id: string, system = GUANGDONG): string {
  return id === 'root' || id === '' || id === '1' ? id : orgKey(system.number, system.orgText(id))
}

/** The question in the query builder's terms. */
export function askOf(ask: TruthAsk, name: string, system = GUANGDONG): Ask {
  const { metric, ...rest } = ask
  return { ...rest, name, metrics: [metric], org: warehouseOrg(ask.org, system) }
}

/**
 * Every cell in which an answer and the truth differ, as lines for a person; none means that they are equal. Cells that are
 * zero may be missing on either side.
 */
export function differences(truth: Truth, ask: TruthAsk, answer: Answer, system = GUANGDONG): string[] {
  const names = new Map(truth.tree.all().map(id => [warehouseOrg(id, system), id]))
  const expected = new Map(
    truth
      .ask(ask)
      .map(cell => [`${cell.org}|${cell.bucket}|${cell.item}`, `${cell.numerator}/${cell.denominator}`]),
  )
  const metric = METRICS.get(ask.metric)
  const cells = answer.cells.filter(cell => cell.metric === ask.metric)
  // where nobody tells of a log nothing is said of the metric, whatever its other logs hold
  if (
    metric &&
    cells.every(({ absence }) => absence === 'no_data') &&
    !entitiesOf(metric).every(log => truth.knows(log))
  )
    return []
  const isRatio = metric?.kind === 'ratio'
  const lines: string[] = []
  for (const cell of cells) {
    const key = `${names.get(cell.org) ?? cell.org}|${cell.bucket}|${cell.item}`
    const found = `${cell.numerator}/${isRatio ? cell.denominator : 0}`
    const wanted = expected.get(key) ?? '0/0'
    expected.delete(key)
    if (found !== wanted) lines.push(`${ask.metric} ${key}: ${found}, the truth is ${wanted}`)
  }
  for (const [key, wanted] of expected) lines.push(`${ask.metric} ${key}: missing, the truth is ${wanted}`)
  return lines
}
