import { ACTIVE_BRANCHES, ORGS, those } from './figures.ts'
import { defineMetrics, type Measure } from './metric.ts'
import { reference } from './predicate.ts'

const FILES: Measure = {
  entity: 'e_file',
  aggregate: 'count',
  where: [{ field: 'status', in: ['filled', 'approved'] }],
  basis: { kind: 'state' },
}
export const APPROVED_FILES: Measure = { ...FILES, where: [{ field: 'status', in: ['approved'] }] }
const OF_MEMBERS = { field: 'kind', in: ['member'] }

/** The e-files of 山西团务通: filled in by channel, reviewed by the branch. */
export const ELECTRONIC_FILE_METRICS = defineMetrics({
  SXX01: {
    title: '已录入电子档案数',
    unit: '人',
    measure: APPROVED_FILES,
    definition: '期末已审核的电子档案数，含团员和普通青年的档案。',
    breakdowns: ['file_kind', 'file_channel', 'industry_code'],
  },
  SXX02: {
    title: '阶段目标完成率',
    unit: '%',
    ratio: {
      numerator: APPROVED_FILES,
      denominator: {
        ...ORGS,
        aggregate: { sum: reference('e_files_target') },
        reach: 'itself',
      },
    },
    definition:
      '期末已录入的电子档案数 ÷ 期末所在阶段对该组织的累计目标；目标见参考值，没有目标的组织不计算。',
    breakdowns: [],
  },
  SXX03: {
    title: '填报率',
    unit: '%',
    ratio: {
      numerator: those(FILES, OF_MEMBERS),
      denominator: {
        entity: 'class_code',
        aggregate: { sum: 'expected_count' },
        where: [
          { field: 'status', in: ['active'] },
          { field: 'kind', in: ['class_code'] },
        ],
        basis: { kind: 'state' },
      },
    },
    definition: '已填报（含已审核）的团员档案数 ÷ 有效班级认证码的应填人数之和；普通青年的档案不计。',
    breakdowns: [],
  },
  SXX04: {
    title: '审核率',
    unit: '%',
    ratio: { numerator: APPROVED_FILES, denominator: FILES },
    definition: '已审核的电子档案数 ÷ 已填报（含已审核）的电子档案数；被退回的不计。',
    breakdowns: ['file_kind', 'file_channel'],
  },
  SXX05: {
    title: '按接入方式录入数',
    unit: '人',
    measure: those(APPROVED_FILES, { field: 'channel', in: ['wechat', 'app', 'pc'] }),
    definition: '期末已审核的电子档案数，按微信、APP、PC 三种接入方式分列；接入方式不详的不计。',
    breakdowns: ['file_channel'],
  },
  SXX06: {
    title: '普通青年档案数',
    unit: '人',
    measure: those(APPROVED_FILES, { field: 'kind', in: ['eligible_non_member', 'overage_non_member'] }),
    definition: '已录入电子档案中适龄未入团青年和超龄非团员青年的档案数。',
    breakdowns: ['file_kind'],
  },
  SXX07: {
    title: '系统覆盖率',
    unit: '%',
    ratio: {
      numerator: {
        ...those(ACTIVE_BRANCHES, { field: 'files', op: '>=', than: { const: 1 } }),
        with: {
          files: {
            of: APPROVED_FILES,
            by: 'org_id',
          },
        },
      },
      denominator: ACTIVE_BRANCHES,
    },
    definition: '至少有一份已审核电子档案的团支部数 ÷ 已建团支部数。',
    breakdowns: [],
  },
})
