import { ABOVE_BRANCHES, MEMBERS, ORGS, those } from './figures.ts'
import { defineMetrics, type Measure } from './metric.ts'
import { type Predicate, reference } from './predicate.ts'

// a branch has nothing to create below itself
const TREE_DONE = those(
  ORGS,
  {
    all: [
      { field: 'is_logged_in', in: ['1'] },
      { field: 'is_info_complete', in: ['1'] },
    ],
  },
  {
    any: [
      { field: 'org_type', in: ['branch'] },
      { field: 'is_children_created', in: ['1'] },
    ],
  },
)
const COMPLETE = those(ORGS, { field: 'is_info_complete', in: ['1'] })

const CODES: Measure = {
  entity: 'admin_regcode',
  aggregate: 'count',
  where: [],
  basis: { kind: 'business', field: 'issued_on' },
}
const importedRows = (sum: string): Measure => ({
  entity: 'import_batch',
  aggregate: { sum },
  where: [],
  basis: { kind: 'business', field: 'uploaded_on' },
})
const A_YEAR_AGO = { field: 'recorded_on', op: '<=', than: { day: 'to', plus: { months: -12 } } } as const

const NOT_A_BRANCH = { field: 'org_type', notIn: ['branch'] } as const
/** A task that is not done on a day after its date. */
const overdue = (due: 'entry_own_due' | 'entry_children_due', flag: string): Predicate => ({
  all: [
    { field: reference(due), op: '<', than: { day: 'to' } },
    { field: flag, in: ['0'] },
  ],
})

/** 组织树建立: how far organisations are entered, by whom, and how much the data move. */
export const ENTRY_METRICS = defineMetrics({
  TRE01: {
    title: '已登录系统组织率',
    unit: '%',
    comparable: 'more',
    ratio: { numerator: those(ORGS, { field: 'is_logged_in', in: ['1'] }), denominator: ORGS },
    definition: '管理员登录过系统的团组织数 ÷ 团组织总数。',
    breakdowns: ['level', 'org_type', 'industry_code'],
  },
  TRE02: {
    title: '组织信息完整率',
    unit: '%',
    comparable: 'more',
    ratio: { numerator: those(ORGS, { field: 'is_info_complete', in: ['1'] }), denominator: ORGS },
    definition: '组织信息完整（必填项、书记及其手机号均已录入）的团组织数 ÷ 团组织总数。',
    breakdowns: ['level', 'org_type', 'industry_code'],
  },
  TRE03: {
    title: '已创建直属下级率',
    unit: '%',
    comparable: 'more',
    ratio: {
      numerator: those(ABOVE_BRANCHES, { field: 'is_children_created', in: ['1'] }),
      denominator: ABOVE_BRANCHES,
    },
    definition: '已创建直属下级组织的团组织数 ÷ 除团支部外的团组织数：团支部没有下级。',
    breakdowns: ['level', 'org_type', 'industry_code'],
  },
  TRE05: {
    title: '组织树任务完成率',
    unit: '%',
    comparable: 'more',
    ratio: { numerator: TREE_DONE, denominator: ORGS },
    definition:
      '已完成本级各项建树任务的团组织数 ÷ 团组织总数：团支部为登录系统、信息完整两项，其他组织还包括创建直属下级。',
    breakdowns: ['level', 'org_type', 'industry_code'],
  },
  TRE06: {
    title: '逾期未完成组织数',
    unit: '个',
    measure: those(ORGS, {
      any: [
        overdue('entry_own_due', 'is_logged_in'),
        overdue('entry_own_due', 'is_info_complete'),
        { all: [overdue('entry_children_due', 'is_children_created'), NOT_A_BRANCH] },
      ],
    }),
    definition:
      '团组织总数中期末已过规定时限、仍有任务未完成的数量：本组织登录和信息完整、创建直属下级（团支部除外）；时限按层级和地区见参考值，没有时限的不计。',
    breakdowns: ['level'],
  },
  TRE07: {
    title: '管理员注册码使用率',
    unit: '%',
    ratio: { numerator: those(CODES, { field: 'status', in: ['used'] }), denominator: CODES },
    definition: '期内生成的管理员注册码中已使用的 ÷ 期内生成的管理员注册码数，按生成日期计。',
    breakdowns: [],
  },
  TRE08: {
    title: '过期未用注册码数',
    unit: '个',
    measure: {
      ...CODES,
      where: [{ field: 'status', in: ['expired'] }],
      basis: { kind: 'business', field: 'expires_on' },
    },
    definition: '期内满 20 天有效期而未使用的管理员注册码数，按失效日期计；已另行生成而作废的不计。',
    breakdowns: [],
  },
  TRE09: {
    title: '批量导入成功率',
    unit: '%',
    ratio: { numerator: importedRows('rows_ok'), denominator: importedRows('rows_total') },
    definition: '期内批量导入成功的行数 ÷ 导入的总行数，按上传日期计；改正后再次上传的行再计一次。',
    breakdowns: ['import_kind'],
  },
  TRE10: {
    title: '导入失败行数',
    unit: '行',
    measure: {
      entity: 'import_row',
      aggregate: 'count',
      where: [],
      basis: { kind: 'business', field: 'imported_on' },
    },
    definition: '期内批量导入被拒绝的行数，可按失败原因分列；整个文件无法读取的不逐行计。',
    breakdowns: ['fail_code'],
  },
  TRE11: {
    title: '信息完整组织增量',
    unit: '个',
    measure: { ...COMPLETE, basis: { kind: 'change' } },
    definition: '组织信息完整的团组织数在期内的增加数；通报两日增量时，期为两次通报之间的两日。',
    breakdowns: [],
  },
  TRE13: {
    title: '满一年可参评团组织数',
    unit: '个',
    measure: those(ORGS, A_YEAR_AGO),
    definition: '团组织总数中录入系统已满一年的数量，按录入日期计；录入日期不详的不计。',
    breakdowns: [],
  },
  TRE14: {
    title: '团员数变化幅度',
    unit: '%',
    formula: {
      numerator: [{ of: MEMBERS }, { of: MEMBERS, at: 'start', times: -1 }],
      denominator: [{ of: MEMBERS, at: 'start' }],
    },
    definition: '（期末团员总数 − 期初团员总数）÷ 期初团员总数，减少为负；超过规定幅度的须书面说明。',
    breakdowns: [],
  },
  TRE15: {
    title: '超5%未书面说明组织数',
    unit: '个',
    procedure: { job: 'tickets', over: 'last', isRatio: false },
    definition:
      '期末仍有未通过的书面说明的市、县级团组织数：月度团员总数、团组织总数变化超过规定幅度（参考值，原规定为5%）即须说明；说明通过，或更正后不再超过的，不再计。一个组织只计一次；不详的月份不计。',
    breakdowns: [],
  },
  TRE16: {
    title: '满一年可参评团员数',
    unit: '人',
    measure: those(MEMBERS, A_YEAR_AGO),
    definition: '团员总数中录入系统已满一年的人数，按录入日期计；录入日期不详的不计。',
    breakdowns: [],
  },
  TRE17: {
    title: '团组织数变化幅度',
    unit: '%',
    formula: {
      numerator: [{ of: ORGS }, { of: ORGS, at: 'start', times: -1 }],
      denominator: [{ of: ORGS, at: 'start' }],
    },
    definition: '（期末团组织总数 − 期初团组织总数）÷ 期初团组织总数，减少为负；超过规定幅度的须书面说明。',
    breakdowns: [],
  },
})
