import type { Warehouse } from '../../../warehouse/platform/clickhouse/client.ts'
import { parseDay } from '../../../warehouse/platform/time/day.ts'

/**
 * A province small enough to be counted by hand.
 *
 *     1 province ── 10 city ── 11 county ── 111 branch, 112 branch
 *                │          └─ 12 county ── 121 branch
 *                └─ 20 city ── 21 branch
 *     999 is an organisation that the tree does not hold yet
 */
export const TODAY = at('2026-11-21')

export function at(day: string): number {
  const parsed = parseDay(day)
  if (parsed === undefined) throw new Error(`${day} is no day`)
  return parsed
}

type OrgRow = [id: number, parent: number, type: string, industry: string, region: string, path: number[]]
const ORGS: OrgRow[] = [
  [1, 0, 'committee', 'government', '440000', [1]],
  [10, 1, 'committee', 'government', '440100', [1, 10]],
  [20, 1, 'committee', 'government', '440200', [1, 20]],
  [11, 10, 'committee', 'government', '440103', [1, 10, 11]],
  [12, 10, 'committee', 'government', '440104', [1, 10, 12]],
  [111, 11, 'branch', 'school', '440103', [1, 10, 11, 111]],
  [112, 11, 'branch', 'enterprise', '440103', [1, 10, 11, 112]],
  [121, 12, 'branch', 'school', '440104', [1, 10, 12, 121]],
  [21, 20, 'branch', 'village', '440200', [1, 20, 21]],
]

/** A row of a log as JSON; what is not given is ClickHouse's default. */
export type LogRow = Record<string, string | number>

/** Fills `dim_org` with the tree above and loads the dictionary. */
export async function plantTree({ app }: Warehouse): Promise<void> {
  const values = ORGS.map(([id, parent, type, industry, region, path], position) => ({
    org_id: id,
    parent_org_id: parent,
    org_full_name: `组织${id}`,
    org_short_name: `组${id}`,
    org_type: type,
    region_code: region,
    industry_code: industry,
    school_stage: industry === 'school' ? 'university' : 'none',
    status: 'active',
    level: path.length + 1,
    path,
    position,
    version: 1,
    ...Object.fromEntries(path.map((ancestor, i) => [`at_level_${i + 2}`, ancestor])),
  }))
  await app.insert({ table: 'app.dim_org', values, format: 'JSONEachRow' })
  await app.command({ query: 'system reload dictionary app.org_tree' })
}

let batch = 0

/** One batch of signed rows into a log. */
export async function sign({ app }: Warehouse, log: string, rows: readonly LogRow[]): Promise<void> {
  batch++
  const values = rows.map((row, i) => ({
    ev: 0,
    system: 1,
    id: i + 1,
    ver: batch,
    batch,
    sign: 1,
    transition: 'enter',
    ...row,
  }))
  await app.insert({ table: `app.dwd_${log}_log`, values, format: 'JSONEachRow' })
}

/** Organisations of the tree, standing since 2020; branch 112 was founded on 10 October 2026. */
export async function plantOrgs(warehouse: Warehouse): Promise<void> {
  await sign(
    warehouse,
    'org',
    ORGS.map(([id, parent, type, industry, region]) => ({
      day: id === 112 ? '2026-10-10' : '2020-01-01',
      org_id: id,
      parent_org_id: parent,
      org_type: type,
      industry_code: industry,
      region_code: region,
      school_stage: 'none',
      status: 'active',
    })),
  )
}

/** Signed rows of one member: `fields` on top of a female student of twenty who has reported. */
export function member(org: number, day: string, fields: LogRow = {}): LogRow {
  return {
    org_id: org,
    day,
    status: 'active',
    report_status: 'approved',
    gender: 'female',
    birth_month: '2006-11-01',
    education: 'bachelor',
    political_status: 'league_member',
    payer_class: 'student',
    joined_on: day,
    ...fields,
  }
}
