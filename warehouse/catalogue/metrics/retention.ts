import { ORGS } from './figures.ts'
import { defineMetrics } from './metric.ts'

/** What each level keeps of the dues. */
export const RETENTION_METRICS = defineMetrics({
  RET01: {
    title: '本级团费留存金额',
    unit: '元',
    procedure: { job: 'retention', over: 'sum', isRatio: false },
    definition:
      '本级当月实收团费 × 本级留存比例，加上有留存权限但子账户无效的直属下级当月实收团费 × 直属下级留存比例。比例为配置值。',
    breakdowns: [],
  },
  RET02: {
    title: '本级留存（自身部分）',
    unit: '元',
    procedure: { job: 'retention', over: 'sum', isRatio: false },
    definition:
      '本级当月实收团费（含全部下级）× 本级留存比例；本级无留存权限或子账户无效时为 0。基层组织上下都有留存权限的，只由最上一级留存。',
    breakdowns: [],
  },
  RET03: {
    title: '代收下级留存部分',
    unit: '元',
    procedure: { job: 'retention', over: 'sum', isRatio: false },
    definition:
      '有留存权限但子账户无效的直属下级，其留存记入本级的部分；本级子账户也无效时为 0，这部分未分配。',
    breakdowns: [],
  },
  RET04: {
    title: '直属下级留存合计',
    unit: '元',
    procedure: { job: 'retention', over: 'sum', isRatio: false },
    definition: '直属下级的本级团费留存金额合计。',
    breakdowns: [],
  },
  RET05: {
    title: '子账户无效组织数',
    unit: '个',
    measure: {
      ...ORGS,
      where: [
        ...ORGS.where,
        { field: 'has_retention_right', in: ['1'] },
        { field: 'sub_account_status', in: ['invalid', 'none', ''] },
      ],
    },
    definition: '有留存团费权限但子账户无效（含未开立、不详）的团组织数。',
    breakdowns: [],
  },
  RET06: {
    title: '未分配团费',
    unit: '元',
    procedure: { job: 'retention', over: 'sum', isRatio: false },
    definition:
      '实收团费中没有组织留存的部分，按原因列明：无留存权限、本级与上级子账户均无效、缺少层级、比例合计不足、取整。',
    breakdowns: ['unallocated_cause'],
  },
})
