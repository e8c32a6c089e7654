import type { ClickHouseClient } from '@clickhouse/client'
import { formatInstant } from '../../warehouse/platform/time/day.ts'
import type { Mapping } from '../mapping/mapping.ts'

/** How many changes of a table were read that the broker took since an instant (milliseconds since 1970). */
export async function readSince(client: ClickHouseClient, mapping: Mapping, since: number): Promise<number> {
  const result = await client.query({
    query: `with parseDateTime64BestEffort({since:String}, 3, 'Asia/Shanghai') as since
      select toUInt32(count()) as changes from ops.ods_change
      where system = {system:UInt8} and entity = {entity:String} and table = {table:String}
        and if(toUnixTimestamp64Milli(sent_at) > 0, sent_at, stored_at) >= since`,
    query_params: {
      system: mapping.system.id,
      entity: mapping.entity,
      table: mapping.table,
      since: formatInstant(since),
    },
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ changes: number }>()
  return row?.changes ?? 0
}
