import type { Change } from '../../../ingest/change.ts'
import { LogWriter } from '../../../ingest/log/writer.ts'
import { ENTITY_NAMES, type EntityName, logTable, type Value } from '../../../warehouse/catalogue/entities.ts'
import { changeAliases } from '../../../warehouse/orgs/aliases.ts'
import { parseCountingRules } from '../../../warehouse/orgs/countingRules.ts'
import { orgKey } from '../../../warehouse/orgs/orgKey.ts'
import { refreshTree } from '../../../warehouse/orgs/refresh.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { parseDay } from '../../../warehouse/platform/time/day.ts'
import { makeChange } from '../ingest/changes.ts'
import type { TestWarehouse } from '../warehouse.ts'

const SOURCE = 'spool:test/t/0@1'

/** An organisation of a test: number of its system and its id there, `2:11`. */
export type OrgName = `${number}:${number}`

/** The `dim_org` id of an organisation of a test. */
export function idOf(org: OrgName): string {
  const [system, id = ''] = org.split(':')
  return orgKey(Number(system), id)
}

/** Writes rows of several source systems, as the ingest would. */
export class Systems {
  private readonly pending: Change[] = []
  private offset = 0

  constructor(private readonly test: TestWarehouse) {}

  /** The state of a source row from a day on. */
  put(
    entity: EntityName,
    system: number,
    id: number,
    on: string,
    fields: Record<string, Value> | 'deleted',
  ): this {
    this.offset++
    this.pending.push({ ...makeChange(entity, id, this.offset, on, fields, SOURCE), system })
    return this
  }

  org(org: OrgName, parent: OrgName | '', fields: Record<string, Value> = {}, on = '2020-01-01'): this {
    const [system, id] = org.split(':').map(Number)
    return this.put('org', system ?? 0, id ?? 0, on, {
      org_id: idOf(org),
      parent_org_id: parent === '' ? '0' : idOf(parent),
      org_full_name: `组织${id}`,
      org_type: 'branch',
      status: 'active',
      ...fields,
    })
  }

  member(
    system: number,
    id: number,
    org: OrgName,
    fields: Record<string, Value> = {},
    on = '2026-05-01',
  ): this {
    return this.put('member', system, id, on, {
      org_id: idOf(org),
      status: 'active',
      gender: 'female',
      ...fields,
    })
  }

  /** Writes what was put, and brings the tree up to date with these counting rules (rows of the table). */
  async write(rules = '', now = Date.now()): Promise<void> {
    const changes = this.pending.splice(0)
    for (const entity of new Set(changes.map(change => change.entity))) {
      const writer = new LogWriter(this.test.warehouse.app, entity, 1, createLog('test'), {
        collided: async () => {},
      })
      await writer.open()
      const own = changes.filter(change => change.entity === entity)
      await writer.write(own, new Map([[SOURCE, BigInt(this.offset)]]))
    }
    await this.refresh(rules, now)
  }

  refresh(rules = '', now = Date.now()): Promise<void> {
    return refreshTree(this.test.warehouse.app, createLog('test'), rulesOf(rules), now)
  }

  /** `alias` is the organisation `canonical` from now on; without one it is none any more. */
  alias(...pairs: [alias: OrgName, canonical?: OrgName][]): Promise<number> {
    const changes = pairs.map(([named, canonical]) => ({
      org: idOf(named),
      named,
      note: '',
      place: '',
      ...(canonical ? { canonical: idOf(canonical) } : {}),
    }))
    return changeAliases(this.test.warehouse.app, changes, 'test', 0)
  }

  /** Empties logs and aliases. */
  async clear(): Promise<void> {
    const { app } = this.test.warehouse
    for (const table of [...ENTITY_NAMES.map(logTable), 'ops.sys_org_alias'])
      await app.command({ query: `truncate table ${table}` })
  }
}

/** Counting rules of rows of the table, without its header. */
export function rulesOf(rows: string) {
  return parseCountingRules(`entity,region,system,valid_from,valid_to\n${rows}`, 'test.csv')
}

/** Days since 1970 of a day that is one. */
export function dayOfText(text: string): number {
  const day = parseDay(text)
  if (day === undefined) throw new Error(`${text} is no day`)
  return day
}
