import type { Random } from '../../ingest/demo/random.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'

export interface OrgRow {
  id: number
  parent: number | null
  name: string
  type: number
  /** Four digits behind the province's two: city and county. */
  region: string
  /** Place in the list of industries. */
  industry: number
  stage: number
  status: number
  isLoggedIn: boolean
  isComplete: boolean
  hasChildren: boolean
  hasRight: boolean
  subAccount: number | null
  isDeleted: boolean
  createdAt: string
}

const CITIES = 8
const COUNTIES = 4
const BRANCHES = 7

/** A province with cities, counties, committees, general branches and branches: about 300 organisations. */
export function orgsOf(r: Random, today: number): OrgRow[] {
  const orgs: OrgRow[] = []
  const add = (parent: OrgRow | null, type: number, name: string, region: string): OrgRow => {
    const isTop = parent === null || parent.parent === null
    const org: OrgRow = {
      id: 1_000 + orgs.length,
      parent: parent?.id ?? null,
      name: `${parent?.name ?? ''}${name}`,
      type,
      region,
      industry: r.between(0, 7),
      stage: r.between(0, 4),
      status: isTop || !r.chance(0.04) ? 1 : r.between(2, 3),
      isLoggedIn: r.chance(0.9),
      isComplete: r.chance(0.7),
      hasChildren: type !== 5 && r.chance(0.8),
      hasRight: type !== 5 && r.chance(0.6),
      subAccount: r.chance(0.1) ? null : r.between(0, 2),
      isDeleted: !isTop && r.chance(0.01),
      // three in ten in the months asked about
      createdAt: `${formatDay(today - (r.chance(0.3) ? r.between(1, 330) : r.between(400, 4_000)))} ${r.chance(0.5) ? '00:10:00' : '16:45:59'}`,
    }
    orgs.push(org)
    return org
  }
  const province = add(null, 1, '团省委', '0000')
  for (let city = 1; city <= CITIES; city++) {
    const two = String(city).padStart(2, '0')
    const cityOrg = add(province, 1, `第${city}市`, `${two}00`)
    add(cityOrg, 5, '直属团支部', `${two}00`)
    for (let county = 1; county <= COUNTIES; county++) {
      const region = `${two}${String(county).padStart(2, '0')}`
      const countyOrg = add(cityOrg, r.chance(0.8) ? 2 : 3, `${county}县`, region)
      const general = r.chance(0.3) ? add(countyOrg, 4, '团总支', region) : countyOrg
      for (let branch = 1; branch <= BRANCHES; branch++) add(general, 5, `第${branch}团支部`, region)
    }
  }
  return orgs
}
