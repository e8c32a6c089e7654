/** Catalogue of what `sql/reference/reference_value.csv` may say: targets, thresholds, deadlines and populations. */

/** `日期` is a day; everything else a number. */
export const REFERENCE_UNITS = ['人', '个', '%', '月', '天', '小时', '行', '分', '日期'] as const
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
  transfer_branch_warned_after: { title: '转入团支部未审批预警', unit: '天' },
  transfer_superior_warned_after: { title: '转入上级未审批预警', unit: '小时' },
  transfer_stuck_after: { title: '转出审核停滞预警', unit: '天' },
  transfer_unconfirmed_after: { title: '代发起转接未确认预警', unit: '天' },
  appeal_warned_after: { title: '转接退回后未申诉预警', unit: '天' },
  appeal_ends_after: { title: '转接退回后可申诉的期限', unit: '天' },
  age_out_warned_before: { title: '满28周岁提前预警', unit: '天' },
  age_out_urgent_before: { title: '满28周岁临近预警', unit: '天' },
  post_vacant_after: { title: '未配书记、管理员、运营者预警', unit: '天' },
  change_explained_above: { title: '数据变化须书面说明的幅度', unit: '%' },
  change_base_before: { title: '数据变化的基期在几个月之前', unit: '月' },
  change_season_from: { title: '数据变化同时比上年同月：自几月起', unit: '月' },
  change_season_to: { title: '数据变化同时比上年同月：至几月止', unit: '月' },
  explanation_due_after: { title: '书面说明提交期限', unit: '天' },
  explanation_reviewed_after: { title: '书面说明审定期限', unit: '天' },
  objection_ends_after: { title: '考核公示期', unit: '天' },
  regcode_warned_before: { title: '管理员注册码失效提前预警', unit: '天' },
  excellent_share_most: { title: '优秀团员占比上限', unit: '%' },
  evaluation_due: { title: '团员教育评议结果录入截止', unit: '日期' },
  failures_rise_most: { title: '数据质量问题一日增幅上限', unit: '%' },
  export_rows_most: { title: '单次导出行数上限', unit: '行' },
  alert_amber_escalates_after: { title: '黄色预警未确认转上级', unit: '天' },
  alert_red_escalates_after: { title: '红色预警未确认转上级', unit: '天' },
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
  activity_hours_least: { title: '年度活动时长下限', unit: '小时' },
  report_due_after: { title: '入团后报到期限', unit: '天' },
  assessment_hours_weight: { title: '团员考评权重：活动时长', unit: '%' },
  assessment_report_weight: { title: '团员考评权重：及时报到', unit: '%' },
  assessment_dues_weight: { title: '团员考评权重：按时交纳团费', unit: '%' },
  assessment_good_from: { title: '团员考评优良分数线', unit: '分' },
  visit_due_after: { title: '困境与重点青少年走访间隔', unit: '天' },
  entry_tree_due: { title: '组织树录入：全部完成截止', unit: '日期' },
} as const satisfies Readonly<Record<string, Entry>>

export type ReferenceName = keyof typeof REFERENCE_VALUES
export const REFERENCE_NAMES: readonly ReferenceName[] = Object.keys(REFERENCE_VALUES).filter(
  (name): name is ReferenceName => name in REFERENCE_VALUES,
)
