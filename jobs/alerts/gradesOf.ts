import type { MetricCondition, RowCondition, Severity } from '../../warehouse/catalogue/alertRule.ts'
import type { Firing, Judgement } from './alert.ts'
import type { Outcome } from './condition.ts'

type Holding = Extract<Outcome, { kind: 'holds' }>

/**
 * What the conditions of a rule say of one organisation: of each item the gravest that holds; where none holds and one
 * cannot be told, why. Pure.
 */
export function gradesOf<T extends { condition: MetricCondition | RowCondition; outcome: Outcome }>(
  key: { rule: string; org: string },
  judged: readonly T[],
  tell: (held: T & { outcome: Holding }) => Pick<Firing, 'since' | 'grain' | 'figure' | 'line' | 'words'>,
): Pick<Judgement, 'unknown'> & { firing: Firing[] } {
  const firing: Firing[] = []
  const unknown: Judgement['unknown'][number][] = []
  for (const item of new Set(judged.map(({ condition }) => condition.item))) {
    const own = judged.filter(({ condition }) => condition.item === item)
    const held = own.filter(isHeld)
    const gravest = held.find(({ condition }) => condition.severity === 'red') ?? held[0]
    if (gravest) {
      const severity: Severity = gravest.condition.severity
      firing.push({ ...key, item, severity, ...tell(gravest) })
      continue
    }
    for (const { outcome } of own)
      if (outcome.kind === 'unknown') {
        unknown.push({ ...key, item, doubt: outcome.doubt })
        break
      }
  }
  return { firing, unknown }
}

function isHeld<T extends { outcome: Outcome }>(judged: T): judged is T & { outcome: Holding } {
  return judged.outcome.kind === 'holds'
}
