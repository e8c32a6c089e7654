import type { ClickHouseClient } from '@clickhouse/client'
import { OBJECTION_STATES } from '../contract/assessmentState.ts'
import { count, day, instant, oneOf, text } from '../platform/clickhouse/columns.ts'
import { versioned } from '../platform/clickhouse/versioned.ts'
import { type Objection, objectionName, type Round, roundName } from './round.ts'

const deed = { login: text, byOrg: text, at: instant }

const ROUNDS = versioned({
  table: 'sys_assessment',
  key: 'id',
  columns: {
    id: text,
    scheme: text,
    title: text,
    year: count,
    org: text,
    state: oneOf(['published', 'final']),
    publishedSet: text,
    finalSet: text,
    objectionsUntil: day,
    ...deed,
  },
})

const OBJECTIONS = versioned({
  table: 'sys_objection',
  key: 'id',
  columns: { id: text, assessment: text, org: text, state: oneOf(OBJECTION_STATES), text, ...deed },
})

/** As it is now; `seq` counts its changes. */
export type StoredRound = Round & { seq: number }
export type StoredObjection = Objection & { seq: number }

/** The published assessments of this name, none or one. */
export async function findRound(client: ClickHouseClient, name: string): Promise<StoredRound | undefined> {
  return ROUNDS.find(client, name)
}

/** What these organisations have published, oldest first. */
export async function roundsOf(client: ClickHouseClient, orgs: readonly string[]): Promise<StoredRound[]> {
  return orgs.length === 0 ? [] : ROUNDS.list(client, { where: { org: orgs }, orderBy: 'at' })
}

/** Writes the change after the one that the caller knows (0: there is none). Resolves to false, and writes nothing, when somebody was faster. */
export async function writeRound(client: ClickHouseClient, after: number, round: Round): Promise<boolean> {
  return (await ROUNDS.write(client, after, { ...round, id: roundName(round) })) !== undefined
}

/** The objections to an assessment. */
export async function objectionsTo(client: ClickHouseClient, assessment: string): Promise<StoredObjection[]> {
  return OBJECTIONS.list(client, { where: { assessment: [assessment] } })
}

/** Every change of an objection, the first one first; empty while there is none. */
export async function objectionHistory(
  client: ClickHouseClient,
  key: Pick<Objection, 'assessment' | 'org'>,
): Promise<StoredObjection[]> {
  return OBJECTIONS.history(client, objectionName(key))
}

/** As `writeRound`. */
export async function writeObjection(
  client: ClickHouseClient,
  after: number,
  objection: Objection,
): Promise<boolean> {
  return (await OBJECTIONS.write(client, after, { ...objection, id: objectionName(objection) })) !== undefined
}
