import { BREAKDOWN_NAMES, type BreakdownName, FIELD_OF_BREAKDOWN } from './metrics.ts'

/** Chinese names of breakdown values, for whatever shows them. */
const LABELS: Readonly<Partial<Record<BreakdownName, Readonly<Record<string, string>>>>> = {
  org_type: {
    leading_organ: '团的领导机关',
    committee: '团委',
    work_committee: '团工委',
    general_branch: '团总支',
    branch: '团支部',
  },
  industry_code: {
    school: '学校',
    enterprise: '企业',
    government: '机关',
    institution: '事业单位',
    urban_community: '城市社区',
    village: '农村',
    social_org: '社会组织',
    other: '其他',
  },
  school_stage: {
    none: '非学校',
    junior_high: '初中',
    senior_high: '高中',
    vocational: '中职',
    university: '高校',
  },
  level: {
    '2': '省级',
    '3': '市级',
    '4': '县级',
    '5': '乡级',
    '6': '基层',
    '7': '基层以下',
    '8': '基层以下',
    '9': '基层以下',
  },
  gender: { male: '男', female: '女', unknown: '未知' },
  age_band: {
    '<14': '14岁以下',
    '14-17': '14–17岁',
    '18-22': '18–22岁',
    '23-27': '23–27岁',
    '≥28': '28岁及以上',
  },
  education: {
    junior_high: '初中',
    senior_high: '高中',
    vocational: '中职',
    college: '大专',
    bachelor: '本科',
    postgraduate: '研究生',
    unknown: '未知',
  },
  status_class: { student: '学生', working: '在职', other: '其他' },
  payer_class: {
    student: '学生',
    wage: '工薪',
    farmer: '务农',
    self_employed: '个体',
    relief: '减免',
    party_member: '党员',
    cadre_over_28: '超龄团干部',
  },
  channel: { wechat: '微信', alipay: '支付宝', unionpay: '银联', cash: '现金' },
  category: {
    ideological: '思想引领',
    innovation: '创新创业',
    public_service: '公益服务',
    internship: '实习见习',
    rights: '权益维护',
    friendship: '交友联谊',
    culture_sports: '文体',
    training: '教育培训',
  },
  kind: { offline: '线下', online: '线上' },
  method: { geo: '定位签到', qr: '扫码签到' },
  arrears_age: {
    '1': '1个月',
    '2': '2个月',
    '3-5': '3–5个月',
    '6-11': '6–11个月',
    '≥12': '12个月及以上',
  },
  unallocated_cause: {
    no_right: '无留存权限',
    accounts_invalid: '本级与上级子账户均无效',
    missing_level: '缺少层级',
    unclaimed: '比例合计不足100%',
    rounding: '取整',
  },
  identity: {
    member_flow: '人员增减平衡（期初＋增加－减少＝期末）',
    retention: '团费留存守恒（留存＋未分配＝实收）',
    retention_path: '留存按缴费路径累计与按组织累计一致',
    children: '下级之和＋本级＝合计',
    org_parent: '上级组织已知',
    member_org: '团员所在组织已知',
    key_order: '同一记录的变更顺序可靠（未跨分区）',
  },
  difference: {
    status: '团员状态不同',
    branch: '所在团支部不同',
    birth_month: '出生年月不同',
    joined_on: '入团日期不同',
  },
  unmapped_cause: {
    no_alias: '未设别名',
    no_counterpart: '别名组织在计数系统中没有',
    unused_alias: '别名失效',
  },
  grade: {
    grade_excellent: '优秀',
    grade_qualified: '合格',
    grade_basic: '基本合格',
    grade_unqualified: '不合格',
  },
  award_level: { national: '国家级', provincial: '省级', city: '市级', county: '县级', grassroots: '基层' },
  award_title: {
    excellent_member: '优秀共青团员',
    excellent_cadre: '优秀共青团干部',
    excellent_branch: '五四红旗团支部（团委）',
    may_fourth_medal: '青年五四奖章',
    may_fourth_branch: '青年五四奖章集体',
    other: '其他',
  },
  punishment_kind: {
    warning: '警告',
    serious_warning: '严重警告',
    removal_from_post: '撤销团内职务',
    probation: '留团察看',
    exit_expelled: '开除团籍',
  },
  message_kind: {
    announcement: '系统公告',
    process: '办理流程',
    dues_reminder: '团费提醒',
    transfer: '转接提醒',
    annual_registration: '注册提醒',
    member_report: '报到提醒',
    other: '其他',
  },
  article_kind: { featured: '精华', local: '本地' },
  life_kind: {
    branch_congress: '支部大会',
    branch_committee: '支委会',
    group_meeting: '团小组会',
    education_evaluation: '教育评议',
    annual_registration: '团籍注册',
    team_lesson: '团课',
    theme_day: '主题团日',
    other: '其他',
  },
  interface: {
    cross_province_transfer: '跨省转接',
    school_society_bridging: '学社衔接',
    central_submission: '数据报送',
    course_feed: '课程数据',
  },
  actor_kind: {
    admin: '管理员',
    operator: '运营者',
    cadre: '团干部',
    member: '团员',
    system: '系统',
  },
  action: {
    login: '登录',
    login_failed: '登录失败',
    view: '查询',
    edit: '修改',
    approve: '审批',
    export: '导出',
    password_reset: '重置密码',
    other: '其他',
  },
}

/** The name of a breakdown's value; the value itself where it is a code (regions), 未知 where it is not known. */
export function labelOf(by: BreakdownName, item: string): string {
  if (item === '') return '未知'
  return LABELS[by]?.[item] ?? item
}

/** Names of states and the like, by which nothing is broken down; equal ones mean the same in every log. */
const VALUE_NAMES: Readonly<Record<string, string>> = {
  active: '正常',
  transferring: '转接中',
  deregistered: '已注销',
  merged: '已合并',
  party_member: '中共党员',
  probationary_party_member: '中共预备党员',
  league_member: '共青团员',
  submitted: '已提交',
  approved: '审核通过',
  returned: '退回',
  rejected: '不通过',
  withdrawn: '撤回',
  cancelled: '已取消',
  open: '未办结',
  decided: '已办结',
  paid: '已交',
  overdue: '逾期',
  exempt: '免交',
  void: '作废',
  person: '人',
  system: '系统',
  sent: '已发送',
  received: '接收',
  delivered: '已送达',
  read: '已读',
  published: '已发布',
  pushed: '已推送',
  registered: '已注册',
  accepted: '已接收',
  succeeded: '成功',
  revoked: '已撤销',
  backup: '备份',
  restore_drill: '恢复演练',
  in_site: '站内',
  award_internal: '团内奖励',
  award_external: '团外奖励',
}

/** The name of a value of a field of some log, by the breakdowns that read fields of this name; else the value itself. */
export function valueLabel(field: string, value: string): string {
  if (value === '') return '未知'
  const breakdowns = BREAKDOWN_NAMES.filter(by => (FIELD_OF_BREAKDOWN[by] ?? by) === field)
  return breakdowns.flatMap(by => LABELS[by]?.[value] ?? [])[0] ?? VALUE_NAMES[value] ?? value
}

/** Values of a breakdown that have a name, in the order in which they are shown. */
export function itemValues(by: BreakdownName): readonly string[] {
  return Object.keys(LABELS[by] ?? {})
}

const BREAKDOWN_TITLES: Readonly<Record<BreakdownName, string>> = {
  org_type: '组织类别',
  industry_code: '行业类别',
  region_code: '行政区划',
  school_stage: '学段',
  level: '组织层级',
  gender: '性别',
  age_band: '年龄',
  education: '学历',
  status_class: '职业',
  payer_class: '交费类别',
  channel: '交费渠道',
  category: '活动类别',
  kind: '活动形式',
  method: '签到方式',
  arrears_age: '账龄',
  unallocated_cause: '未分配原因',
  identity: '核对项',
  difference: '不一致项',
  unmapped_cause: '未对应原因',
  grade: '评议等次',
  award_level: '奖励级别',
  award_title: '荣誉称号',
  punishment_kind: '处分类别',
  message_kind: '消息类别',
  article_kind: '文章类别',
  life_kind: '组织生活类别',
  interface: '接口',
  actor_kind: '操作者',
  action: '操作',
}

/** The name of a breakdown. */
export function breakdownTitle(by: BreakdownName): string {
  return BREAKDOWN_TITLES[by]
}
