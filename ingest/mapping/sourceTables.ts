import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import type { Mappings } from './mapping.ts'

/** The tables of each system that feed a log, by system title. */
export type SourceTables = ReadonlyMap<EntityName, readonly { system: string; table: string }[]>

export function sourceTablesOf({ all }: Pick<Mappings, 'all'>): SourceTables {
  const tables = new Map<EntityName, { system: string; table: string }[]>()
  for (const { entity, system, table } of all) {
    tables.set(entity, [...(tables.get(entity) ?? []), { system: system.title, table }])
  }
  return tables
}

/** The systems that have tables for all of these logs, and the tables; a system that lacks one cannot tell the figure. */
export function sourcesOfLogs(
  logs: readonly EntityName[],
  tables: SourceTables,
): { system: string; tables: string[] }[] {
  const systems = new Set(logs.flatMap(log => tables.get(log) ?? []).map(({ system }) => system))
  return [...systems].flatMap(system => {
    const own = logs.map(log => (tables.get(log) ?? []).filter(each => each.system === system))
    if (own.some(each => each.length === 0)) return []
    return [{ system, tables: [...new Set(own.flat().map(({ table }) => table))] }]
  })
}
