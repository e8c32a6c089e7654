import type { ClickHouseClient } from '@clickhouse/client'
import type { Change } from '../../../ingest/change.ts'
import { rows } from '../../../ingest/log/rows.ts'
import { rulesOf } from '../../../ingest/log/rules.ts'
import { addVersions } from '../../../ingest/log/timeline.ts'
import { ENTITIES, type EntityName, logTable } from '../../../warehouse/catalogue/entities.ts'
import { formatDay } from '../../../warehouse/platform/time/day.ts'

/** What a log must add up to once it holds these changes: net sign by key, transition, day, organisation and status. */
export function expectedNet(entity: EntityName, changes: readonly Change[]): Map<string, number> {
  const rules = rulesOf(ENTITIES[entity])
  const status = ENTITIES[entity].fields.findIndex(field => field.name === 'status')
  const byKey = new Map<string, Change[]>()
  for (const change of changes) byKey.set(change.id, [...(byKey.get(change.id) ?? []), change])
  const net = new Map<string, number>()
  for (const [id, group] of byKey) {
    const timeline = addVersions(
      [],
      group.map(change => change.version),
    )
    for (const row of rows(rules, timeline)) {
      const name = [id, row.transition, formatDay(row.day), row.state[rules.org], row.state[status]].join(' ')
      net.set(name, (net.get(name) ?? 0) + row.sign)
    }
  }
  return new Map([...net].filter(([, sum]) => sum !== 0).sort())
}

/** The same of the log as it stands. */
export async function foundNet(client: ClickHouseClient, entity: EntityName): Promise<Map<string, number>> {
  const result = await client.query({
    query: `select concatWithSeparator(' ', toString(id), toString(transition), toString(day), toString(org_id), status) as name,
        toInt32(sum(sign)) as net from ${logTable(entity)} where sign != 0 group by name having net != 0`,
    format: 'JSONEachRow',
  })
  const found = await result.json<{ name: string; net: number }>()
  return new Map(found.map(row => [row.name, row.net] as const).sort())
}
