import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { type StatedFigure, stated } from '../../warehouse/contract/figureState.ts'
import { type DuesByLevel, KEEPING_LEVELS } from '../../warehouse/contract/picture.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import { formatDay, monthOf } from '../../warehouse/platform/time/day.ts'
import type { Place } from './place.ts'

const rows = z.array(z.tuple([z.string(), z.string()]))

/**
 * Where the dues of this month stay within a place, fen, as the job `retention` has computed it; `not_computed` before its
 * first run of the month.
 */
export async function readDuesLevels(
  reader: ClickHouseClient,
  { parent }: Place,
  today: number,
): Promise<DuesByLevel> {
  const month = formatDay(monthOf(today))
  const answer = await reader.query({
    query: sqlFile('live_dues_levels'),
    query_params: { month, org: parent.id === 'root' ? '0' : parent.id },
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: 'api: live dues by level' },
  })
  const found = new Map(rows.parse(await answer.json()).map(([part, fen]) => [part, Number(fen)]))
  const isComputed = found.has('collected')
  const figure = (part: string): StatedFigure =>
    isComputed ? stated(found.get(part) ?? 0) : { state: 'not_computed', value: null }
  return {
    month: month.slice(0, 7),
    collected: figure('collected'),
    kept: KEEPING_LEVELS.map(level => ({ level, ...figure(level) })),
    toSuperiors: figure('to_superiors'),
    unallocated: figure('unallocated'),
  }
}
