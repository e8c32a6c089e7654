import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { labelOf } from '../../warehouse/catalogue/labels.ts'
import { countText, valueWithUnit } from '../../warehouse/contract/figureText.ts'
import { placeName } from '../../warehouse/contract/orgName.ts'
import { EVENT_KINDS, type TickerEvent } from '../../warehouse/contract/picture.ts'
import { findOrgs, type Org, ROOT } from '../../warehouse/orgs/readOrgs.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import { entityBits } from '../../warehouse/orgs/treeShape.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import { formatInstant } from '../../warehouse/platform/time/day.ts'

const WINDOW_MS = 10 * 60_000
const MOST = 30

const row = z
  .tuple([z.enum(EVENT_KINDS), z.string(), z.string(), z.string(), z.string(), z.string(), z.string()])
  .transform(([kind, category, city, county, count, fen, at]) => ({
    kind,
    category,
    city,
    county,
    count: Number(count),
    fen: Number(fen),
    at: Number(at),
  }))
export type EventRow = z.output<typeof row>

/** What happened below `org` in the ten minutes before `now`, newest first, 30 at the most; without persons. */
export async function readEvents(
  reader: ClickHouseClient,
  scope: Scope,
  org: Org,
  now: number,
): Promise<TickerEvent[]> {
  const answer = await reader.query({
    query: sqlFile('live_events'),
    query_params: {
      since: formatInstant(now - WINDOW_MS),
      // a source whose clock runs ahead must not hold the top of the list
      until: formatInstant(now + 60_000),
      org: org.id === ROOT.id ? '0' : org.id,
      most: MOST,
      ...entityBits(),
    },
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: 'api: live events' },
  })
  const rows = z.array(row).parse(await answer.json())
  const places = await findOrgs(
    reader,
    scope,
    rows.flatMap(({ city, county }) => [city, county]),
  )
  return rows.map(each => eventOf(each, places))
}

/**
 * One event in words. The place is never smaller than a county: an organisation is named only when it is the League's
 * organ of a region, not a school or an enterprise.
 */
export function eventOf(event: EventRow, places: ReadonlyMap<string, Org>): TickerEvent {
  const county = organ(places.get(event.county))
  const city = organ(places.get(event.city))
  const region = county ?? city
  return {
    id: [event.kind, event.category, event.city, event.county, event.at].join(' '),
    at: event.at,
    kind: event.kind,
    text: `${[city, county].map(org => (org ? placeName(org) : '')).join('') || '省直属'}某团支部 ${words(event)}`,
    regionCode: region?.regionCode ?? '',
  }
}

function organ(org: Org | undefined): Org | undefined {
  return org?.type === 'leading_organ' ? org : undefined
}

function words({ kind, category, count, fen }: EventRow): string {
  if (kind === 'member_joined') return `新发展团员 ${countText(count)} 名`
  if (kind === 'member_moved') return `团员转接 ${countText(count)} 名`
  if (kind === 'member_left') return `团员离团 ${countText(count)} 名`
  if (kind === 'payment') return `收到团费 ${valueWithUnit(fen, '元')}`
  if (kind === 'checkin') return `活动签到 ${countText(count)} 人次`
  if (kind === 'study') return `完成学习 ${countText(count)} 人次`
  if (kind === 'life') return `开展组织生活 ${countText(count)} 次`
  if (kind === 'consultation') return `青年咨询 ${countText(count)} 件`
  const what = category === '' ? '' : labelOf('category', category)
  return count === 1 ? `发布${what}活动` : `发布${what}活动 ${countText(count)} 场`
}
