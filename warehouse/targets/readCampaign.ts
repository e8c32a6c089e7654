import type { ClickHouseClient } from '@clickhouse/client'
import { isToldAt } from '../catalogue/privacy.ts'
import type { Window } from '../contract/calendar.ts'
import { childrenOf, findOrgs, type Org } from '../orgs/readOrgs.ts'
import type { Scope } from '../orgs/scope.ts'
import { dayOf } from '../platform/time/day.ts'
import { ask } from '../query/ask.ts'
import type { Channel, MaskedAnswer } from '../query/suppress.ts'
import { readPlaces } from '../reference/readPlaces.ts'
import type { ReferencePlace } from '../reference/scope.ts'
import { completeAtOf } from '../reports/completeAt.ts'
import { type MissingWork, missingWork } from '../reports/outlook.ts'
import { placeOf } from '../reports/place.ts'
import type { ReportClock } from '../reports/readReport.ts'
import { type Campaign, campaignsOf, type Phase, type Target, targetAt } from './campaigns.ts'
import { targetAsks } from './targetAsks.ts'
import type { TargetRow } from './targetRows.ts'

/** Which phase, of whom. */
export interface CampaignRequest {
  /** One of `listCampaigns` of the same scope, and one of its phases. */
  campaign: Campaign
  phase: Phase
  /** `dim_org` id, or `root`. */
  org: string
}

/** A target as it is looked at from one organisation. */
export interface SeenTarget {
  target: Target
  /** Place among the questions. */
  index: number
  /** The days over which an organisation is looked at that has no target of its own. */
  window: Window
  /** Of a city some metrics tell the total only. */
  hasRows: boolean
}

/** All that the page of a campaign is made of, as its channel may show it. */
export interface CampaignReading {
  campaign: Campaign
  phase: Phase
  targets: readonly SeenTarget[]
  /** The organisation asked about, and the one whose children are the rows: the province for the whole instance. */
  org: Org
  parent: Org
  children: readonly Org[]
  places: ReadonlyMap<string, ReferencePlace>
  today: number
  /** Milliseconds since 1970. */
  asOf: number
  missing: readonly MissingWork[]
  /** By the names of `targetAsks`. */
  answers: ReadonlyMap<string, MaskedAnswer>
  /** Titles of metrics that are not told of organisations as low as this one. */
  untold: readonly string[]
}

/**
 * The campaigns with targets for the caller's organisation or those below it.
 * Throws `TuanshuError('not_found')` when its organisation is not in the tree.
 */
export async function listCampaigns(
  reader: ClickHouseClient,
  scope: Scope,
  rows: readonly TargetRow[],
): Promise<Campaign[]> {
  const { parent } = await placeOf(reader, scope, scope.org)
  const named = rows.flatMap(({ scope: { org } }) => (org === '' ? [] : [org]))
  const below = named.length > 0 ? await findOrgs(reader, scope, named) : new Map()
  const places = await readPlaces(reader, [parent.id])
  return campaignsOf(rows, { place: places.get(parent.id), below: new Set(below.keys()) })
}

/**
 * Reads a phase of a campaign for an organisation and its direct children; what `channel` must not show is hidden.
 * `answerCampaign` makes the page of it. Throws `TuanshuError`: `not_found` or `forbidden` for the organisation.
 */
export async function readCampaign(
  reader: ClickHouseClient,
  scope: Scope,
  { campaign, phase, org: id }: CampaignRequest,
  clock: ReportClock,
  channel: Channel,
): Promise<CampaignReading> {
  const { org, parent } = await placeOf(reader, scope, id)
  const today = dayOf(clock.now)
  const told = phase.targets.filter(({ metric }) => isToldAt(metric.id, org.level))
  const untold = phase.targets.filter(target => !told.includes(target)).map(({ metric }) => metric.title)
  const children = await childrenOf(reader, scope, parent)
  const places = await readPlaces(
    reader,
    [parent, ...children].map(({ id }) => id),
  )
  const targets = told.map((target, index): SeenTarget => {
    const own = targetAt(target, places.get(parent.id)) ?? target.rows[0]
    const hasRows = isToldAt(target.metric.id, parent.level + 1)
    return { target, index, window: own?.window ?? phase.window, hasRows }
  })
  const asks = targets.flatMap(({ target, index, window, hasRows }) =>
    targetAsks(
      target,
      index,
      [window, ...children.flatMap(({ id }) => targetAt(target, places.get(id))?.window ?? [])],
      { org: org.id, parent: parent.id, hasRows },
      today,
    ),
  )
  const { answers } =
    asks.length > 0
      ? await ask(reader, scope, asks, today, channel, `target ${campaign.id}`)
      : { answers: new Map<string, MaskedAnswer>() }
  // of the days before these only the pace is taken
  const ends = new Set(told.flatMap(({ rows }) => rows.map(({ window }) => Math.min(today, window.to))))
  const missing = asks.flatMap(({ name, to }) => (ends.has(to) ? (answers.get(name)?.missing ?? []) : []))
  return {
    campaign,
    phase,
    targets,
    org,
    parent,
    children,
    places,
    today,
    asOf: completeAtOf(
      told.map(({ metric }) => metric),
      clock,
    ),
    missing: await missingWork(missing, clock.readOutlooks),
    answers,
    untold,
  }
}
