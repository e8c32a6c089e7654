import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { ENTITY_NAMES, type EntityName, logTable } from '../catalogue/entities.ts'

const names = z.array(z.tuple([z.enum(ENTITY_NAMES)]))

/** The logs that have a row: no sum of the others is anything but 0. */
export async function readFilledLogs(reader: ClickHouseClient): Promise<ReadonlySet<EntityName>> {
  // counted from the metadata of the parts, without reading a row
  const each = ENTITY_NAMES.map(name => `select '${name}' as log, count() as rows from ${logTable(name)}`)
  const answer = await reader.query({
    query: `select log from (${each.join(' union all ')}) where rows > 0`,
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: 'query builder: logs that have a row' },
  })
  return new Set(names.parse(await answer.json()).map(([log]) => log))
}
