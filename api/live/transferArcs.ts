import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { placeName } from '../../warehouse/contract/orgName.ts'
import type { TransferArc } from '../../warehouse/contract/picture.ts'
import { ROOT } from '../../warehouse/orgs/readOrgs.ts'
import { entityBits } from '../../warehouse/orgs/treeShape.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import { formatDay, monthOf } from '../../warehouse/platform/time/day.ts'
import type { Place } from './place.ts'

/** More than these nobody can tell apart on a map. */
const MOST = 12

const rows = z.array(z.tuple([z.string(), z.string(), z.number()]))

/** The largest streams of finished transfers of this month between the children of a place; `today` in days. */
export async function readArcs(
  reader: ClickHouseClient,
  { org, parent, children }: Place,
  today: number,
): Promise<TransferArc[]> {
  const level = parent.level + 1
  // the tree knows its parts by these levels
  if (level < 2 || level > 7) return []
  const answer = await reader.query({
    query: sqlFile('live_transfers'),
    query_params: {
      org: org.id === ROOT.id ? '0' : org.id,
      level,
      first: formatDay(monthOf(today)),
      last: formatDay(today),
      most: MOST,
      ...entityBits(),
    },
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: 'api: live transfers' },
  })
  const known = new Map(children.map(each => [each.id, each]))
  return rows.parse(await answer.json()).flatMap(([from, to, count]) => {
    const left = known.get(from)
    const joined = known.get(to)
    if (!left || !joined) return []
    return [
      {
        from: { name: placeName(left), regionCode: left.regionCode },
        to: { name: placeName(joined), regionCode: joined.regionCode },
        count,
      },
    ]
  })
}
