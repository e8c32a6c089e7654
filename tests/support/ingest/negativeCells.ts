import { ENTITIES, type EntityName, logTable } from '../../../warehouse/catalogue/entities.ts'
import type { Warehouse } from '../../../warehouse/platform/clickhouse/client.ts'

/** How many cells (organisation × fields) of a log stand below zero on some day; must be none. */
export async function negativeCells(warehouse: Warehouse, entity: EntityName): Promise<number> {
  const fields = ENTITIES[entity].fields.map(field => field.name).join(', ')
  const result = await warehouse.app.query({
    query: `
      select count()
      from (
          select sum(net) over (partition by ${fields} order by day rows between unbounded preceding and current row) as running
          from (
              select ${fields}, day, sum(sign) as net
              from ${logTable(entity)}
              where sign != 0 and transition != 'gone'
              group by ${fields}, day
          )
      )
      where running < 0`,
    format: 'JSONCompactEachRow',
    clickhouse_settings: {
      max_bytes_before_external_group_by: '500000000',
      max_bytes_before_external_sort: '500000000',
    },
  })
  const [row] = await result.json<[string]>()
  return Number(row?.[0])
}
