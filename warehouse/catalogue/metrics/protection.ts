import { those } from './figures.ts'
import { defineMetrics, type Measure, type Rows } from './metric.ts'

const FILES: Measure = {
  entity: 'special_youth',
  aggregate: 'count',
  where: [{ field: 'status', in: ['open', 'under_help'] }],
  basis: { kind: 'state' },
}
const IN_DIFFICULTY = those(FILES, { field: 'kind', in: ['youth_in_difficulty'] })
const ofTypes = (...types: string[]): Measure => those(IN_DIFFICULTY, { field: 'difficulty_type', in: types })
/** The type is known. */
const TYPED = those(IN_DIFFICULTY, { field: 'difficulty_type', notIn: ['', 'none'] })
const IN_NEED = those(IN_DIFFICULTY, { field: 'service_need', notIn: ['', 'none'] })

const CARE: Measure = {
  entity: 'care_record',
  aggregate: 'count',
  where: [],
  basis: { kind: 'business', field: 'cared_on' },
}
const RECENT_CARE: Rows = {
  entity: 'care_record',
  where: [{ field: 'cared_on', op: '>', than: { day: 'to', less: 'visit_due_after' } }],
  basis: { kind: 'since', field: 'cared_on' },
}
const WITH_VISITS = { visits: { of: RECENT_CARE, by: 'case_id' } }
const TASKS: Measure = {
  entity: 'care_task',
  aggregate: 'count',
  where: [{ field: 'status', notIn: ['cancelled'] }],
  basis: { kind: 'business', field: 'due_on' },
}
const TEAMS: Measure = {
  entity: 'work_team',
  aggregate: 'count',
  where: [{ field: 'status', in: ['active'] }],
  basis: { kind: 'state' },
}

const NEEDS_MET = {
  numerator: those(IN_NEED, { field: 'help_status', in: ['need_met'] }),
  denominator: IN_NEED,
}
const VISITED = {
  numerator: { ...those(FILES, { field: 'visits', op: '>', than: { const: 0 } }), with: WITH_VISITS },
  denominator: FILES,
}
const DONE_IN_TIME = {
  numerator: those(
    TASKS,
    { field: 'status', in: ['done'] },
    { field: 'done_on', op: '<=', than: { field: 'due_on' } },
  ),
  denominator: TASKS,
}

const TOLD = '只到市级及以上，不足10人不显示。'

/** 困境与重点青少年 and the work teams. */
export const PROTECTION_METRICS = defineMetrics({
  SPY01: {
    title: '困境青少年登记数',
    unit: '人',
    measure: IN_DIFFICULTY,
    definition: `期末在册（未结案）的困境青少年档案数，按登记日期起计。${TOLD}`,
    breakdowns: ['difficulty_type'],
  },
  SPY02: {
    title: '困境类型构成：监护缺失占比',
    unit: '%',
    ratio: { numerator: ofTypes('orphan', 'left_behind', 'single_parent'), denominator: TYPED },
    definition: `在册困境青少年中孤儿、留守、单亲的人数 ÷ 困境类型已登记的在册人数。${TOLD}`,
    breakdowns: [],
  },
  SPY03: {
    title: '服务需求满足率',
    unit: '%',
    ratio: NEEDS_MET,
    definition: `期末在册、登记了服务需求的困境青少年中需求已满足的人数 ÷ 登记了服务需求的人数。${TOLD}`,
    breakdowns: ['service_need'],
  },
  SPY04: {
    title: '重点青少年登记数',
    unit: '人',
    measure: those(FILES, { field: 'kind', in: ['key_youth'] }),
    definition: `期末在册（未结案）的重点青少年档案数，按登记日期起计。${TOLD}`,
    breakdowns: [],
  },
  SPY05: {
    title: '帮扶覆盖率',
    unit: '%',
    ratio: VISITED,
    definition: `期末在册的困境与重点青少年中在走访间隔（见参考值）的天数内有关爱记录的人数 ÷ 期末在册人数。${TOLD}`,
    breakdowns: ['case_kind'],
  },
  SPY06: {
    title: '关爱记录数',
    unit: '条',
    measure: CARE,
    definition: `期内对困境与重点青少年的关爱记录数，按帮扶日期计。${TOLD}`,
    breakdowns: ['worker_kind', 'case_kind'],
  },
  SPY07: {
    title: '关爱任务完成率',
    unit: '%',
    ratio: DONE_IN_TIME,
    definition: `期内到期的关爱任务中按期完成的件数 ÷ 期内到期的件数；已取消的不计。${TOLD}`,
    breakdowns: ['case_kind'],
  },
  SPY08: {
    title: '超期未走访数',
    unit: '件',
    measure: {
      ...those(
        FILES,
        { field: 'registered_on', op: '<=', than: { day: 'to', less: 'visit_due_after' } },
        { field: 'visits', op: '=', than: { const: 0 } },
      ),
      with: WITH_VISITS,
    },
    definition: `期末在册、登记满走访间隔（见参考值）的天数而在这些天内没有关爱记录的档案数。${TOLD}`,
    breakdowns: ['case_kind'],
  },
  SPY09: {
    title: '职能考评得分',
    unit: '分',
    score: [
      { weight: 'care_tasks_weight', ...DONE_IN_TIME },
      { weight: 'care_coverage_weight', ...VISITED },
      { weight: 'care_needs_weight', ...NEEDS_MET },
    ],
    definition:
      '关爱任务完成率、帮扶覆盖率、服务需求满足率按权重（见参考值）的平均，满分100；有一项没有应计的不计算。取整到1、2、5或10分，使任何一项的人数都不能由它推算，人数太少的不计算。只到市级及以上。',
    breakdowns: [],
  },
  SPY10: {
    title: '困境类型构成：家庭困难占比',
    unit: '%',
    ratio: { numerator: ofTypes('poor_family'), denominator: TYPED },
    definition: `在册困境青少年中家庭经济困难的人数 ÷ 困境类型已登记的在册人数。${TOLD}`,
    breakdowns: [],
  },
  SPY11: {
    title: '困境类型构成：自身困难占比',
    unit: '%',
    ratio: { numerator: ofTypes('disabled', 'serious_illness'), denominator: TYPED },
    definition: `在册困境青少年中残疾、重病的人数 ÷ 困境类型已登记的在册人数。${TOLD}`,
    breakdowns: [],
  },
  WTM01: {
    title: '工作队伍人数',
    unit: '人',
    measure: TEAMS,
    definition:
      '期末在岗的工作队伍人数：法制副校长、社会组织、法律援助律师、心理公益服务团、司法社工、合适成年人。',
    breakdowns: ['team_kind'],
  },
  WTM02: {
    title: '人均帮扶负荷',
    unit: '件/人',
    ratio: { numerator: FILES, denominator: TEAMS },
    definition: `期末在册的困境与重点青少年人数 ÷ 期末在岗的工作队伍人数。${TOLD}`,
    breakdowns: [],
  },
})
