/** Catalogue of what `sql/reference/reference_value.csv` may say: targets, thresholds, deadlines and populations. */

/** `日期` is a day; everything else a number. */
export const REFERENCE_UNITS = ['人', '个', '%', '月', '天', '小时', '日期'] as const
export type ReferenceUnit = (typeof REFERENCE_UNITS)[number]

interface Entry {
  title: string
  unit: ReferenceUnit
}

export const REFERENCE_VALUES = {
  branch_members_least: { title: '团支部团员数下限', unit: '人' },
  branch_members_most: { title: '团支部团员数上限', unit: '人' },
  general_branch_members_least: { title: '团总支团员数下限', unit: '人' },
  committee_members_least: { title: '基层团委团员数下限', unit: '人' },
  arrears_warned_after: { title: '连续欠缴团费提醒', unit: '月' },
  arrears_leave_after: { title: '连续不交纳团费视为自行脱团', unit: '月' },
  transfer_branch_passes_after: { title: '转入团支部未审批自动通过', unit: '天' },
  transfer_superior_passes_after: { title: '转入上级未审批自动通过', unit: '小时' },
  change_explained_above: { title: '数据变化须书面说明的幅度', unit: '%' },
  league_ratio_most: { title: '团青比上限', unit: '%' },
  league_ratio_junior_most: { title: '初中团学比上限', unit: '%' },
  league_ratio_senior_most: { title: '普通高中团学比上限', unit: '%' },
  league_ratio_vocational_most: { title: '中职团学比上限', unit: '%' },
  youths: { title: '14—28 周岁青年数', unit: '人' },
  e_files_target: { title: '电子档案录入阶段目标（累计）', unit: '人' },
  e_files_due: { title: '电子档案录入阶段截止', unit: '日期' },
  activities_target: { title: '特色活动目标', unit: '个' },
  activity_youths_target: { title: '参加活动青年目标', unit: '人' },
  activities_from: { title: '特色活动开始', unit: '日期' },
  activities_due: { title: '特色活动截止', unit: '日期' },
  entry_own_due: { title: '组织树录入：本组织信息截止', unit: '日期' },
  entry_children_due: { title: '组织树录入：创建下级组织截止', unit: '日期' },
  entry_codes_due: { title: '组织树录入：向下级部署并发放注册码截止', unit: '日期' },
  care_tasks_weight: { title: '职能考评权重：关爱任务完成率', unit: '%' },
  care_coverage_weight: { title: '职能考评权重：帮扶覆盖率', unit: '%' },
  care_needs_weight: { title: '职能考评权重：服务需求满足率', unit: '%' },
  entry_tree_due: { title: '组织树录入：全部完成截止', unit: '日期' },
} as const satisfies Readonly<Record<string, Entry>>

export type ReferenceName = keyof typeof REFERENCE_VALUES
export const REFERENCE_NAMES: readonly ReferenceName[] = Object.keys(REFERENCE_VALUES).filter(
  (name): name is ReferenceName => name in REFERENCE_VALUES,
)
