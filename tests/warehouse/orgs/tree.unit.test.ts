import { expect, it } from 'vitest'
import { buildTree, type OrgRow } from '../../../warehouse/orgs/tree.ts'

const org = (id: number, org_type: string, region_code: string): OrgRow => ({
  org_id: String(id),
  parent_org_id: id === 1 ? '0' : '1',
  system: 1,
  org_full_name: `组织${id}`,
  org_short_name: '',
  org_type,
  region_code,
  industry_code: '',
  school_stage: '',
  status: 'active',
})

it('lists leading organs first, then what belongs to the province itself', () => {
  const { orgs } = buildTree([
    org(1, 'leading_organ', '440000'),
    org(5, 'work_committee', '440000'),
    org(6, 'committee', ''),
    org(7, 'leading_organ', '440300'),
    org(10, 'leading_organ', '440100'),
  ])
  expect(orgs.map(one => one.org_id)).toEqual(['1', '10', '7', '5', '6'])
})
