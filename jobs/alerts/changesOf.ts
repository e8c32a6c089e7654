import { SEVERITIES, type Severity } from '../../warehouse/catalogue/alertRule.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import {
  type AlertChange,
  type AlertState,
  type ChangeKind,
  type Firing,
  type Judgement,
  keyOf,
} from './alert.ts'
import { withSince } from './alertWords.ts'
import type { Doubt } from './condition.ts'

/** Who took note of an alert, up to the end of the day that is judged: the gravest severity, by alert. */
export type Acknowledged = ReadonlyMap<string, Severity>

/** The id of an alert, `A5:9007199254740993::2026-11-28`: the same subject raised again later is another one. */
export function alertName(state: Pick<AlertState, 'rule' | 'org' | 'item' | 'raisedOn'>): string {
  return `${keyOf(state)}:${formatDay(state.raisedOn)}`
}

/**
 * Days without an acknowledgement after which an alert is the matter of the organisation above; undefined when it never is.
 */
export type EscalatesAfter = (state: AlertState) => number | undefined

/**
 * What a day of judgements changes of the open alerts: what holds and was not open is raised, what no longer holds is
 * cleared, what cannot be judged stays and says why. Alerts of rules that were not judged because they left the catalogue
 * are cleared. Pure: the same state and judgements give the same rows.
 */
export function changesOf(
  open: readonly AlertState[],
  judgements: readonly Judgement[],
  escalatesAfter: EscalatesAfter,
  acknowledged: Acknowledged,
  day: number,
): AlertChange[] {
  const changes: AlertChange[] = []
  const known = new Map(open.map(state => [keyOf(state), state]))
  const doubts = doubtsOf(judgements)
  const fired = new Set<string>()

  for (const { firing } of judgements)
    for (const found of firing) {
      const key = keyOf(found)
      fired.add(key)
      const before = known.get(key)
      const after = stateOf(found, before, day)
      changes.push(...moved(before, after, 'changed'))
    }
  for (const state of open) {
    if (fired.has(keyOf(state))) continue
    const doubt =
      doubts.rules.get(state.rule) ??
      doubts.items.get(itemKey(state.rule, state.item)) ??
      doubts.orgs.get(keyOf(state))
    changes.push(...(doubt ? moved(state, { ...state, doubt }, 'doubted') : ended(state)))
  }
  return escalated(open, changes, escalatesAfter, acknowledged, day)
}

function stateOf(found: Firing, before: AlertState | undefined, day: number): AlertState {
  const since = Math.min(found.since, before?.since ?? found.since)
  const { rule, org, item, severity, figure, line, words, grain } = found
  return {
    rule,
    org,
    item,
    severity,
    raisedOn: before?.raisedOn ?? day,
    since,
    figure,
    line,
    words: withSince(words, since, grain),
    escalatedOn: before?.escalatedOn ?? null,
    doubt: '',
  }
}

function doubtsOf(
  judgements: readonly Judgement[],
): Record<'rules' | 'items' | 'orgs', ReadonlyMap<string, Doubt>> {
  return {
    items: new Map(
      judgements.flatMap(({ rule, doubtful = [] }) =>
        doubtful.map(({ item, doubt }): [string, Doubt] => [itemKey(rule, item), doubt]),
      ),
    ),
    rules: new Map(judgements.flatMap(({ rule, doubt }) => (doubt ? [[rule, doubt]] : []))),
    orgs: new Map(judgements.flatMap(({ unknown }) => unknown.map(each => [keyOf(each), each.doubt]))),
  }
}

function itemKey(rule: string, item: string): string {
  return `${rule}:${item}`
}

function moved(before: AlertState | undefined, after: AlertState, kind: ChangeKind): AlertChange[] {
  if (!before) return [{ kind: 'raised', sign: 1, state: after }]
  if (isSame(before, after)) return []
  return [
    { kind, sign: -1, state: before },
    { kind, sign: 1, state: after },
  ]
}

function ended(state: AlertState): AlertChange[] {
  return [{ kind: 'cleared', sign: -1, state }]
}

/** Alerts that nobody took note of in time go to the organisation above; the day's rows say so instead of what they were. */
function escalated(
  open: readonly AlertState[],
  changes: readonly AlertChange[],
  escalatesAfter: EscalatesAfter,
  acknowledged: Acknowledged,
  day: number,
): AlertChange[] {
  const after = new Map(open.map(state => [keyOf(state), state]))
  for (const { sign, state } of changes)
    if (sign === 1) after.set(keyOf(state), state)
    else after.delete(keyOf(state))
  const due = [...after.values()].filter(state => {
    if (state.escalatedOn !== null || isCovered(state.severity, acknowledged.get(alertName(state))))
      return false
    const limit = escalatesAfter(state)
    return limit !== undefined && day - state.raisedOn >= limit
  })
  if (due.length === 0) return [...changes]
  const dueKeys = new Set(due.map(keyOf))
  const before = new Map(open.map(state => [keyOf(state), state]))
  return [
    ...changes.filter(({ state }) => !dueKeys.has(keyOf(state))),
    ...due.flatMap(state => moved(before.get(keyOf(state)), { ...state, escalatedOn: day }, 'escalated')),
  ]
}

/** Whoever took note of a red alert has taken note of it as an amber one too. */
export function isCovered(severity: Severity, by: Severity | undefined): boolean {
  return by !== undefined && SEVERITIES.indexOf(by) >= SEVERITIES.indexOf(severity)
}

function isSame(a: AlertState, b: AlertState): boolean {
  return JSON.stringify(a) === JSON.stringify({ ...a, ...b })
}
