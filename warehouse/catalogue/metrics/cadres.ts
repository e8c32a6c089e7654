import { MEMBERS, ORGS, those } from './figures.ts'
import { defineMetrics, type Inner, type Measure } from './metric.ts'
import type { Predicate } from './predicate.ts'

export const CADRES: Measure = {
  entity: 'cadre',
  aggregate: 'count',
  where: [{ field: 'status', in: ['entered', 'onboarded'] }],
  basis: { kind: 'state' },
}
const ONBOARDED: Measure = { ...CADRES, where: [{ field: 'status', in: ['onboarded'] }] }

export const OPERATORS: Measure = {
  entity: 'account',
  aggregate: 'count',
  where: [
    { field: 'account_kind', in: ['operator'] },
    { field: 'status', in: ['registered', 'active'] },
  ],
  basis: { kind: 'state' },
}

const cadresOf = (...posts: string[]): Inner => ({
  of: those(CADRES, { field: 'post', in: posts }),
  by: 'org_id',
})
/** A branch enters its secretary only, every other organisation the members of its committee as well. */
const ENTERED: readonly Predicate[] = [
  { field: 'secretaries', op: '>=', than: { const: 1 } },
  {
    any: [
      { field: 'org_type', in: ['branch'] },
      { field: 'committee_members', op: '>=', than: { const: 1 } },
    ],
  },
]

/** Cadres: who is entered, has come in, leads, operates; who was appointed and removed. */
export const CADRE_METRICS = defineMetrics({
  CAD01: {
    title: '已录入团干部数',
    unit: '人',
    measure: CADRES,
    definition: '期末状态为已录入或已入驻的团干部人数；申请待审、被退回和已免职的不计。',
    breakdowns: ['post', 'org_type'],
  },
  CAD02: {
    title: '已入驻团干部数',
    unit: '人',
    measure: ONBOARDED,
    definition: '期末状态为已入驻的团干部人数。',
    breakdowns: ['post', 'org_type'],
  },
  CAD03: {
    title: '团干入驻率',
    unit: '%',
    comparable: 'more',
    ratio: { numerator: ONBOARDED, denominator: CADRES },
    definition: '已入驻团干部数 ÷ 已录入团干部数。',
    breakdowns: ['post', 'org_type'],
  },
  CAD04: {
    title: '运营者数',
    unit: '人',
    measure: OPERATORS,
    definition: '期末已注册或使用中的运营者账号数，一个运营者只服务一个组织；管理员账号不计。',
    breakdowns: ['org_type'],
  },
  CAD05: {
    title: '团干部任免数',
    unit: '人次',
    formula: {
      numerator: [
        {
          of: {
            entity: 'cadre',
            aggregate: 'count',
            where: [{ field: 'status', in: ['entered', 'onboarded', 'removed'] }],
            basis: { kind: 'business', field: 'appointed_on' },
          },
        },
        {
          of: {
            entity: 'cadre',
            aggregate: 'count',
            where: [{ field: 'status', in: ['removed'] }],
            basis: { kind: 'business', field: 'removed_on' },
          },
        },
      ],
    },
    definition: '期内任职的人次与免职的人次之和，分别按任职日期、免职日期计；日期不详的不计入。',
    breakdowns: [],
  },
  CAD06: {
    title: '团干注册待审数',
    unit: '人',
    measure: { ...CADRES, where: [{ field: 'status', in: ['applied'] }] },
    definition: '期末已提交注册申请、上级组织尚未审核的团干部人数。',
    breakdowns: [],
  },
  CAD07: {
    title: '应录团干部录入率',
    unit: '%',
    comparable: 'more',
    ratio: {
      numerator: {
        ...those(ORGS, ...ENTERED),
        with: {
          secretaries: cadresOf('secretary'),
          committee_members: cadresOf('deputy_secretary', 'standing_committee_member', 'committee_member'),
        },
      },
      denominator: ORGS,
    },
    definition:
      '录入了应录团干部的团组织数 ÷ 团组织总数：团支部至少录入书记，其他组织至少录入书记和一名其他委员（系统不提供委员会应有人数）。',
    breakdowns: ['org_type'],
  },
  CAD08: {
    title: '团干部团员比',
    unit: '%',
    ratio: { numerator: CADRES, denominator: MEMBERS },
    definition: '已录入团干部数 ÷ 团员总数。',
    breakdowns: [],
  },
  ORG13: {
    title: '未设运营者组织数',
    unit: '个',
    measure: {
      ...those(ORGS, { field: 'operators', op: '=', than: { const: 0 } }),
      with: { operators: { of: OPERATORS, by: 'org_id' } },
    },
    definition: '团组织总数中期末没有一个运营者账号的数量。',
    breakdowns: ['org_type'],
  },
})
