import type { ClickHouseClient } from '@clickhouse/client'
import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import { hasField } from '../log/fold.ts'
import { idsBySystem } from '../log/keys.ts'
import { LOOKUP_IDS, listOf } from '../log/lookUp.ts'
import type { KeyedVersion } from '../log/stored.ts'
import type { Version } from '../log/timeline.ts'
import type { Mapping } from './mapping.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import { remapVersion } from './remap.ts'
import { type RemapReport, RemapTally } from './remapReport.ts'

export interface RemapOptions {
  client: ClickHouseClient
  entity: EntityName
  /** Changes that another secret made pseudonyms for are not taken. */
  keyId: number
  /** Of all systems that the log has rows of. */
  mappings: readonly Mapping[]
  pseudonyms: Pick<Pseudonyms, 'org' | 'row'>
}

/** Maps the versions of a log anew, for `rebuildLog`. */
export interface Remap {
  /**
   * These versions as the mappings make them of what `ods_change` kept; in the same order and with the same identities.
   * Those that it does not hold, or that cannot be mapped, are given back as they are and counted.
   */
  revise(versions: readonly KeyedVersion[]): Promise<KeyedVersion[]>
  report(): RemapReport
}

type KeptChange = [string, string, string, string, string, number, Record<string, string>, string[]]

/** A log's versions mapped anew. Memory is that of the versions that are asked for at once. */
export function remapLog({ client, entity, keyId, mappings, pseudonyms }: RemapOptions): Remap {
  const tally = new RemapTally()
  const mappingOf = findMapping(mappings, entity)

  /** Of doubled deliveries the one that was stored last, for its white list is the newest. */
  const keptChanges = async (system: number, ids: readonly string[], take: (change: KeptChange) => void) => {
    const result = await client.query({
      query: `select toString(id), toString(ver), source, toString(source_pos), table, snapshot, data, nulls
        from ops.ods_change
        where system = {system:UInt8} and entity = {entity:String} and key_id = {keyId:UInt32} and id in (${listOf(ids)})
        order by id, ver, source, source_pos, place, stored_at desc
        limit 1 by id, ver, source, source_pos`,
      query_params: { system, entity, keyId },
      format: 'JSONCompactEachRow',
      clickhouse_settings: { max_query_size: '16000000', optimize_read_in_order: 0 },
    })
    for await (const rows of result.stream<KeptChange>()) for (const row of rows) take(row.json())
  }

  const remapOne = (
    keyed: KeyedVersion,
    [, , source, , table, snapshot, data, nulls]: KeptChange,
  ): Version => {
    const mapping = mappingOf(keyed.system, table, source)
    if (!mapping) {
      tally.refuse(`${table}: no mapping of system ${keyed.system} makes ${entity} of it`)
      return keyed.version
    }
    const remapped = remapVersion(mapping, keyed, { data, nulls }, pseudonyms)
    if ('reason' in remapped) {
      tally.refuse(remapped.detail)
      return keyed.version
    }
    tally.look(mapping, { data, nulls }, snapshot !== 0)
    tally.add('mapped')
    if (!saysTheSame(keyed.version, remapped)) tally.add('changed')
    return remapped
  }

  return {
    async revise(versions) {
      const revised = [...versions]
      const places = new Map<string, number>()
      for (const [i, { system, id, version }] of versions.entries()) {
        const { ver, source, sourcePos } = version
        if (version.life !== 'deleted') places.set(identity(system, id, ver, source, sourcePos), i)
      }
      let found = 0
      const asked = [...places.values()].flatMap(i => versions[i] ?? [])
      for (const [system, all] of idsBySystem(asked)) {
        const ids = [...new Set(all)]
        for (let i = 0; i < ids.length; i += LOOKUP_IDS)
          await keptChanges(system, ids.slice(i, i + LOOKUP_IDS), change => {
            const [id, ver, source, sourcePos] = change
            const place = places.get(identity(system, id, ver, source, sourcePos))
            const keyed = place === undefined ? undefined : versions[place]
            if (place === undefined || keyed === undefined) return
            found += 1
            revised[place] = { ...keyed, version: remapOne(keyed, change) }
          })
      }
      tally.add('absent', places.size - found)
      return revised
    },
    report: () => tally.report(),
  }
}

function identity(
  system: number,
  id: string,
  ver: bigint | string,
  source: string,
  sourcePos: bigint | string,
): string {
  return `${system}/${id}/${ver}/${sourcePos}/${source}`
}

/**
 * The mapping of a table; several of one system may bear the same name, in topics of their own. A source is
 * `<kind>:<cluster>/<topic>/<partition>@<epoch>`.
 */
function findMapping(
  mappings: readonly Mapping[],
  entity: EntityName,
): (system: number, table: string, source: string) => Mapping | undefined {
  const byTable = new Map<string, Mapping[]>()
  for (const mapping of mappings) {
    if (mapping.entity !== entity) continue
    const name = `${mapping.system.id} ${mapping.table}`
    byTable.set(name, [...(byTable.get(name) ?? []), mapping])
  }
  return (system, table, source) => {
    const all = byTable.get(`${system} ${table}`) ?? []
    return all.length > 1
      ? all.find(({ topics }) => topics.some(topic => source.includes(`/${topic}/`)))
      : all[0]
  }
}

/** Of a field that was not sent the log holds anything, for a version that begins a state stands with all of it. */
function saysTheSame(a: Version, b: Version): boolean {
  return (
    a.life === b.life &&
    a.sent === b.sent &&
    a.fields.every((value, i) => !hasField(a.sent, i) || value === b.fields[i])
  )
}
