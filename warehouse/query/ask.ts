import type { ClickHouseClient } from '@clickhouse/client'
import type { Scope } from '../orgs/scope.ts'
import { type Channel, type MaskedAnswer, suppress } from './suppress.ts'
import type { Answers, Ask } from './types.ts'
import { askSettledUnmasked, askUnmasked, type KnownTree, type SettledAnswers } from './unmasked.ts'

/** Answers of one call, as the channel may show them. */
export interface MaskedAnswers extends Omit<Answers, 'answers'> {
  answers: ReadonlyMap<string, MaskedAnswer>
}

/**
 * Answers questions from the logs as `channel` may show them: the one way to every number of the catalogue. Whatever of the
 * answers, looked at together, would tell a small count of persons is hidden (`suppress`).
 *
 * All figures of one log come from one query and so from one snapshot; logs that one figure joins share a query. `today`
 * is the business day of the caller. `route` names the caller in ClickHouse's query log.
 *
 * Throws `TuanshuError`: `forbidden` (an organisation outside the scope), `not_found` (organisation or metric),
 * `input` (a breakdown that the metric does not allow, a range that ends before it begins); else whatever the server
 * threw.
 */
export async function ask(
  reader: ClickHouseClient,
  scope: Scope,
  asks: readonly Ask[],
  today: number,
  channel: Channel,
  route = 'ask',
): Promise<MaskedAnswers> {
  const { answers, heads } = await askUnmasked(reader, scope, asks, today, route)
  return { answers: suppress(asks, answers, channel), heads }
}

/**
 * As `ask`, but a log that cannot be read costs only the questions that need it. Wrong questions still throw. `tree` saves
 * reading what the caller knows; the scope is checked all the same.
 */
export async function askSettled(
  reader: ClickHouseClient,
  scope: Scope,
  asks: readonly Ask[],
  today: number,
  channel: Channel,
  route = 'ask',
  tree?: KnownTree,
): Promise<MaskedAnswers & Pick<SettledAnswers, 'failures'>> {
  const found = await askSettledUnmasked(reader, scope, asks, today, route, tree)
  return { ...found, answers: suppress(asks, found.answers, channel) }
}
