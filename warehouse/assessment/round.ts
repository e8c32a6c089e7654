import type { AssessmentState, ObjectionState } from '../contract/assessmentState.ts'
import { TuanshuError } from '../platform/errors.ts'

/** Names an assessment: a scheme in a year, by the organisation whose children are assessed. */
export interface RoundKey {
  scheme: string
  year: number
  /** `dim_org` id or `root`. */
  org: string
}

/** Who does something about an assessment, and when (milliseconds since 1970). */
export interface Deed {
  login: string
  byOrg: string
  at: number
}

/** An assessment that was published, as its last change left it. */
export interface Round extends RoundKey, Deed {
  /** What the scheme was called when it was published. */
  title: string
  state: Exclude<AssessmentState, 'draft'>
  /** Ids of the frozen sets; `finalSet` is `''` before. */
  publishedSet: string
  finalSet: string
  /** Last business day on which the assessed may object. */
  objectionsUntil: number
}

/** An objection as its last change left it. `text`: what this change says. */
export interface Objection extends Deed {
  /** `roundName` of the assessment. */
  assessment: string
  /** `dim_org` id of the organisation that objects. */
  org: string
  state: ObjectionState
  text: string
}

/** `league_work:2025:9007199254740993`. */
export function roundName({ scheme, year, org }: RoundKey): string {
  return `${scheme}:${year}:${org}`
}

/** The key that a name stands for; undefined for what is none. */
export function roundKey(name: string): RoundKey | undefined {
  const [, scheme = '', year, org = ''] = /^([a-z][a-z0-9_]{0,39}):(\d{4}):(root|\d{1,20})$/.exec(name) ?? []
  return scheme === '' ? undefined : { scheme, year: Number(year), org }
}

/** `league_work:2025:9007199254740993:9007199254741000`. */
export function objectionName({ assessment, org }: Pick<Objection, 'assessment' | 'org'>): string {
  return `${assessment}:${org}`
}

/** Whether the assessed may object on business day `today`. */
export function isOpenToObjections({ state, objectionsUntil }: Round, today: number): boolean {
  return state === 'published' && today <= objectionsUntil
}

/** Why an assessment cannot be final on business day `today`, in words for the user; `''` when it can. */
export function whyNotFinal(round: Round, objections: readonly Objection[], today: number): string {
  if (round.state === 'final') return '考核已定稿，不能再改'
  if (today <= round.objectionsUntil) return '公示期还没有结束'
  const open = objections.filter(({ state }) => state === 'raised').length
  return open > 0 ? `还有 ${open} 条异议没有答复` : ''
}

/** The assessment is final, by the figures of this set. Throws `TuanshuError('conflict')`, in words for the user, when it cannot be. */
export function finalised(
  round: Round,
  finalSet: string,
  objections: readonly Objection[],
  today: number,
  deed: Deed,
): Round {
  const reason = whyNotFinal(round, objections, today)
  if (reason) throw new TuanshuError('conflict', reason)
  return { ...round, ...deed, state: 'final', finalSet }
}

/** An organisation objects, once. Throws as `finalised` does. */
export function raised(
  round: Round,
  known: Objection | undefined,
  { org, text, today }: { org: string; text: string; today: number },
  deed: Deed,
): Objection {
  if (known) throw new TuanshuError('conflict', '已提出异议，每次公示可提出一次')
  if (!isOpenToObjections(round, today))
    throw new TuanshuError(
      'conflict',
      round.state === 'final' ? '考核已定稿' : '公示期已结束，不能再提出异议',
    )
  return { ...deed, assessment: roundName(round), org, state: 'raised', text }
}

/** The superior answers. Throws as `finalised` does. */
export function answered(
  objection: Objection,
  state: 'upheld' | 'rejected',
  text: string,
  deed: Deed,
): Objection {
  if (objection.state !== 'raised') throw new TuanshuError('conflict', '这条异议已答复')
  return { ...objection, ...deed, state, text }
}
