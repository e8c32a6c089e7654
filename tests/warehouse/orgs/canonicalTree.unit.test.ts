import { describe, expect, it } from 'vitest'
import { ENTITY_NAMES } from '../../../warehouse/catalogue/entities.ts'
import { canonicalTree } from '../../../warehouse/orgs/canonicalTree.ts'
import { buildTree, type OrgRow } from '../../../warehouse/orgs/tree.ts'
import { rulesOf } from '../../support/province/systems.ts'

const org = (system: number, id: number, parent: number, region = ''): OrgRow => ({
  org_id: String(id),
  parent_org_id: String(parent),
  system,
  org_full_name: `组织${id}`,
  org_short_name: '',
  org_type: 'branch',
  region_code: region,
  industry_code: '',
  school_stage: '',
  status: 'active',
})
const ORGS = [
  org(1, 100, 0, '440000'),
  org(1, 110, 100, '440100'),
  org(1, 111, 110),
  org(2, 200, 0, '440000'),
  org(2, 210, 200, '440100'),
  org(2, 211, 210),
  org(2, 212, 210),
]
const ALIASES = new Map([
  ['200', '100'],
  ['210', '110'],
  ['211', '111'],
])
const place = ({ orgs }: ReturnType<typeof canonicalTree>) =>
  Object.fromEntries(orgs.map(one => [one.org_id, one.path.join(' ')]))
const uncounted = ({ orgs }: ReturnType<typeof canonicalTree>, entity: 'member' | 'org') =>
  orgs
    .filter(one => (BigInt(one.uncounted) >> BigInt(ENTITY_NAMES.indexOf(entity))) & 1n)
    .map(one => one.org_id)
    .sort()

describe('the tree of one system', () => {
  it('is what it was, and everything counts', () => {
    const rows = ORGS.filter(one => one.system === 1)
    const tree = canonicalTree(rows, new Map(), [])
    expect(tree).toMatchObject({ hasAliases: false, uncounted: '0', faults: [] })
    expect(tree.orgs).toEqual(
      buildTree(rows).orgs.map(one => ({
        ...one,
        // 111 has no code and lies in the region of 110
        nearest_region_code: one.org_id === '111' ? '440100' : one.region_code,
        canonical_org_id: '0',
        uncounted: '0',
      })),
    )
    // also when a rule says what is so anyway
    expect(canonicalTree(rows, new Map(), rulesOf('*,,1,2020-01-01,')).uncounted).toBe('0')
  })
})

describe('the tree of two systems', () => {
  it('has aliases in the place of their canonical organisation, and below it what stood below them', () => {
    const tree = canonicalTree(ORGS, ALIASES, [])
    expect(place(tree)).toEqual({
      100: '100',
      110: '100 110',
      111: '100 110 111',
      212: '100 110 212',
      200: '100',
      210: '100 110',
      211: '100 110 111',
    })
    expect(tree.hasAliases).toBe(true)
    expect(
      tree.orgs.filter(one => one.status === 'alias').map(one => [one.org_id, one.canonical_org_id]),
    ).toEqual([...ALIASES])
    expect(uncounted(tree, 'member')).toEqual(['200', '210', '211'])
  })

  it('counts by rule, in the region of the nearest superior with a code', () => {
    const tree = canonicalTree(ORGS, ALIASES, rulesOf('member,4401,2,2020-01-01,\norg,,1,2020-01-01,'))
    expect(uncounted(tree, 'member')).toEqual(['110', '111', '200'])
    // the one that only the other system knows
    expect(uncounted(tree, 'org')).toEqual(['200', '210', '211', '212'])
  })

  it('is the bigger one with the other below 未归属 while nothing joins them', () => {
    const tree = canonicalTree(ORGS, new Map(), [])
    expect(place(tree)['111']).toBe('200 1 100 110 111')
    expect(tree.faults).toEqual([{ org_id: '100', fault: 'second_root' }])
    expect(tree.uncounted).toBe('0')
  })

  it('does without aliases that make no sense, and tells them', () => {
    const aliases = new Map([...ALIASES, ['212', '999'], ['888', '111'], ['100', '200']])
    const tree = canonicalTree(ORGS, aliases, [])
    expect(tree.faults).toEqual(
      expect.arrayContaining([
        { org_id: '212', fault: 'alias_of_unknown' },
        { org_id: '888', fault: 'alias_of_unknown' },
        { org_id: '200', fault: 'alias_of_alias' },
        { org_id: '100', fault: 'alias_of_alias' },
      ]),
    )
    expect(tree.orgs).toHaveLength(ORGS.length + 1)
    expect(new Set(tree.orgs.map(one => one.org_id)).size).toBe(ORGS.length + 1)
  })

  it('cuts a circle that aliases close', () => {
    const rows = [...ORGS, org(1, 113, 112), org(1, 112, 110), org(2, 213, 211), org(2, 214, 213)]
    // 1: 110 > 112 > 113, 2: 211 > 213 > 214; 112 becomes 214, 213 becomes 113
    const tree = canonicalTree(rows, new Map([...ALIASES, ['112', '214'], ['213', '113']]), [])
    expect(tree.faults).toMatchObject([{ fault: 'cycle' }])
    expect(new Set(tree.orgs.map(one => one.org_id)).size).toBe(rows.length + 1)
  })
})
