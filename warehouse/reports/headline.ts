import type { ReportId } from '../catalogue/reports.ts'
import { endOf, parseDay } from '../contract/calendar.ts'
import { isHidden } from '../contract/figureState.ts'
import { changeWithUnit, figureWithUnit } from '../contract/figureText.ts'
import { dayLabel, wholeLabel } from '../contract/periodLabel.ts'
import type { AnswerCell, AnswerColumn, ReportAnswer } from './answer.ts'
import { missingInWords } from './outlook.ts'

/** How a report's question is answered: total figures of columns, by their titles or metrics. */
type Sentence = (say: Say, answer: ReportAnswer) => string[]

interface Say {
  /** Figure of a column's total with its unit. `title` tells columns of one metric apart. */
  figure(metric: string, title?: string): string
  /** `，同比 ▲ 3.2%`; empty when the column does not compare so. */
  change(comparison: 'mom' | 'yoy', metric: string, title?: string): string
}

/** Equal ones that a sentence names. */
const MOST_NAMED = 3

const SENTENCES: Readonly<Record<ReportId, Sentence>> = {
  org_entry: say => [
    `共有团组织 ${say.figure('ORG01')}`,
    `其中 ${say.figure('TRE01', '已登录')}已登录系统，${say.figure('TRE01', '未登录')}未登录系统`,
    `${say.figure('TRE02', '已完整')}已完整录入本组织信息，${say.figure('TRE02', '未完整')}未完整录入`,
    `${say.figure('TRE03', '已创建')}已创建直属下级组织，${say.figure('TRE03', '未创建')}未创建`,
  ],
  org_structure: say => [
    `团组织 ${say.figure('ORG01')}${say.change('yoy', 'ORG01')}`,
    `其中团支部 ${say.figure('ORG02')}，空心团支部 ${say.figure('ORG08')}，占 ${say.figure('ORG11')}`,
  ],
  member_growth: say => [
    `团员 ${say.figure('MEM01')}${say.change('mom', 'MEM01')}${say.change('yoy', 'MEM01')}`,
    `新发展团员 ${say.figure('MEM07', '本期')}${say.change('yoy', 'MEM07', '本期')}，本年累计 ${say.figure('MEM07', '本年累计')}`,
  ],
  member_composition: say => [
    `团员 ${say.figure('MEM01')}，其中男 ${say.figure('MEM01', '男')}、女 ${say.figure('MEM01', '女')}`,
    `学生团员占 ${say.figure('MEM12')}`,
  ],
  dues_collection: say => [
    `应交团费 ${say.figure('DUE01')}，账单已收 ${say.figure('DUE03')}`,
    `收缴率 ${say.figure('DUE04')}${say.change('yoy', 'DUE04')}`,
    `实收 ${say.figure('DUE02', '实收')}${say.change('yoy', 'DUE02', '实收')}`,
  ],
  dues_arrears: say => [
    `以前月份欠交团费 ${say.figure('DUE07')}${say.change('mom', 'DUE07')}，涉及团员 ${say.figure('DUE06')}`,
    `其中连续欠交3个月 ${say.figure('DUE08')}、6个月 ${say.figure('DUE09')}`,
  ],
  dues_retention: say => [
    `实收团费 ${say.figure('DUE02')}，本级留存 ${say.figure('RET01', '合计')}${say.change('yoy', 'RET01', '合计')}`,
    `其中代收下级 ${say.figure('RET03')}，未分配 ${say.figure('RET06', '合计')}`,
  ],
  activity: say => [
    `发布活动 ${say.figure('ACT01')}${say.change('yoy', 'ACT01')}，签到 ${say.figure('ACT05')}`,
    `参与活动团员 ${say.figure('ACT07')}，参与率 ${say.figure('ACT08')}${say.change('yoy', 'ACT08')}`,
  ],
  city_ranking: (_, answer) => {
    const place = answer.columns.findIndex(({ unit }) => unit === '名')
    const score = answer.columns.findIndex(({ unit }) => unit === '分')
    const firsts = answer.rows.filter(row => row.cells[place]?.value === 1)
    return [...new Set(firsts.map(({ peers }) => peers))].flatMap(peers => {
      const first = firsts.filter(row => row.peers === peers)
      const points = answer.columns[score] && first[0]?.cells[score]
      if (!points) return []
      // among many that are equal nobody is first
      const names =
        first.length > MOST_NAMED ? `${first.length} 个组织并列` : first.map(({ name }) => name).join('、')
      return [`${peers}综合得分第一：${names}，${figureWithUnit(points, '分')}`]
    })
  },
  data_quality: say => [
    `核对 ${say.figure('SYS08', '核对项数')}，通过 ${say.figure('SYS08', '通过项数')}，差异 ${say.figure('SYS09')}，得分 ${say.figure('SYS08', '得分')}`,
  ],
  cadres: say => [
    `已录入团干部 ${say.figure('CAD01', '已录入')}，入驻率 ${say.figure('CAD03', '入驻率')}，录入率 ${say.figure('CAD07', '录入率')}`,
    `未配书记组织 ${say.figure('ORG12', '未配书记组织')}，未设运营者组织 ${say.figure('ORG13', '未设组织')}`,
  ],
  entry_progress: say => [
    `组织树任务完成率 ${say.figure('TRE05', '完成率')}，信息完整率 ${say.figure('TRE02', '信息完整率')}`,
    `过期未用注册码 ${say.figure('TRE08', '过期未用')}，导入失败 ${say.figure('TRE10', '失败行数')}`,
  ],
  org_health: say => [
    `架构不完整组织 ${say.figure('ORG07', '没有团支部')}，空心团支部 ${say.figure('ORG08', '空心团支部')}，未配书记组织 ${say.figure('ORG12', '未配书记')}`,
  ],
  electronic_files: say => [
    `已录入电子档案 ${say.figure('SXX01', '已录入')}，填报率 ${say.figure('SXX03')}，审核率 ${say.figure('SXX04')}，系统覆盖率 ${say.figure('SXX07')}`,
  ],
  member_quality: say => [
    `实名认证率 ${say.figure('MEM14', '认证率')}，团员编号合规率 ${say.figure('MEM15', '合规率')}，入团年龄异常 ${say.figure('MEM16', '入团年龄异常')}`,
  ],
  org_card: say => [
    `直属下级组织 ${say.figure('ORG04', '合计')}，团支部 ${say.figure('ORG02')}，团员 ${say.figure('MEM01')}`,
  ],
  evaluation: say => [
    `应评团员 ${say.figure('EDU02', '应评团员')}，参评率 ${say.figure('EDU02', '参评率')}，评议完成支部率 ${say.figure('EDU01')}`,
    `优秀占 ${say.figure('EDU03')}，超过30%的团支部 ${say.figure('EDU04')}`,
    `年度团籍注册率 ${say.figure('EDU06', '注册率')}，待注册 ${say.figure('EDU07')}`,
  ],
  organisation_life: say => [
    `开展组织生活 ${say.figure('LIF01')}${say.change('yoy', 'LIF01')}，其中团课 ${say.figure('STU06')}`,
  ],
  awards: say => [
    `团内奖励 ${say.figure('RWD01', '团内')}，团外奖励 ${say.figure('RWD02', '团外')}，待审核 ${say.figure('RWD03')}`,
    `团纪处分 ${say.figure('RWD05', '团纪处分')}`,
  ],
  volunteering: say => [
    `志愿服务 ${say.figure('VOL01', '志愿服务时长')}${say.change('yoy', 'VOL01', '志愿服务时长')}`,
    `注册志愿者 ${say.figure('VOL03', '注册志愿者')}，团员注册率 ${say.figure('VOL02', '注册率')}`,
  ],
  activity_quality: say => [
    `活动 ${say.figure('ACT01', '活动')}${say.change('yoy', 'ACT01', '活动')}，取消率 ${say.figure('ACT17')}`,
    `报名通过率 ${say.figure('ACT04')}，时长达标率 ${say.figure('ACT12')}`,
  ],
  activity_shows: say => [
    `活动秀 ${say.figure('ACT13')}${say.change('yoy', 'ACT13')}，互动 ${say.figure('ACT14', '活动秀互动量')}`,
    `活动提问回复率 ${say.figure('ACT15')}`,
  ],
  youth_study: say => [
    `参学率 ${say.figure('STU02', '青年大学习参学率')}${say.change('yoy', 'STU02', '青年大学习参学率')}`,
    `学习 ${say.figure('STU03', '学习人次')}，连续参学团员占比 ${say.figure('STU05')}`,
  ],
  consultation: say => [
    `咨询 ${say.figure('CON01')}${say.change('yoy', 'CON01')}，回复率 ${say.figure('CON02')}`,
    `超48小时未回复 ${say.figure('CON05')}`,
  ],
  u_plus: say => [
    `七类活动 ${say.figure('SQU01')}${say.change('yoy', 'SQU01')}，参与青年 ${say.figure('SQU02')}`,
    `粉丝 ${say.figure('SQU04')}，工作人员配备率 ${say.figure('SQU08')}，反馈归档率 ${say.figure('SQU12')}`,
  ],
  messages: say => [
    `发送站内消息 ${say.figure('MSG01', '发送')}，阅读率 ${say.figure('MSG01', '阅读率')}`,
    `发送公众号提醒 ${say.figure('MSG02', '发送')}，送达率 ${say.figure('MSG02', '送达率')}`,
  ],
  platform: say => [
    `活跃组织率 ${say.figure('SYS04')}${say.change('mom', 'SYS04')}`,
    `操作 ${say.figure('SYS05', '操作')}，导出 ${say.figure('SYS06', '导出次数')}`,
  ],
  youth_homes: say => [
    `青年之家 ${say.figure('YHM01')}${say.change('yoy', 'YHM01')}，活跃率 ${say.figure('YHM09')}`,
    `服务青年 ${say.figure('YHM07')}，审批在途 ${say.figure('YHM05', '合计')}`,
  ],
  clubs: say => [
    `正式社团 ${say.figure('CLB01')}${say.change('yoy', 'CLB01')}，逾期停权 ${say.figure('CLB05')}`,
    `年审完成率 ${say.figure('CLB04', '完成率')}`,
  ],
  matchmaking: say => [
    `团缘注册青年 ${say.figure('MMK01')}${say.change('yoy', 'MMK01')}，配对成功 ${say.figure('MMK03')}`,
  ],
  care: say => [
    `在册困境青少年 ${say.figure('SPY01')}，重点青少年 ${say.figure('SPY04')}`,
    `帮扶覆盖率 ${say.figure('SPY05')}${say.change('mom', 'SPY05')}，关爱任务完成率 ${say.figure('SPY07')}，超期未走访 ${say.figure('SPY08')}`,
  ],
  work_teams: say => [`工作队伍 ${say.figure('WTM01')}${say.change('yoy', 'WTM01')}`],
  transfers: say => [
    `发起转接 ${say.figure('TRF01')}${say.change('yoy', 'TRF01')}，办结 ${say.figure('TRF02')}，在途 ${say.figure('TRF04')}`,
    `办结时长中位数 ${say.figure('TRF06')}，退回率 ${say.figure('TRF05')}，系统自动通过率 ${say.figure('TRF07')}`,
  ],
  leavers: say => [
    `当年毕业生团员 ${say.figure('TRF13', '毕业生团员')}，已转出 ${say.figure('TRF13', '已转出')}，完成率 ${say.figure('TRF13', '完成率')}`,
    `学社衔接率 ${say.figure('TRF14')}，升学衔接率 ${say.figure('TRF15')}`,
  ],
  work_items: say => [
    `及时业务响应率 ${say.figure('BIZ01')}${say.change('mom', 'BIZ01')}`,
    `办结 ${say.figure('BIZ04')}，待办 ${say.figure('BIZ02', '合计')}，其中超时 ${say.figure('BIZ03')}`,
  ],
  member_reports: say => [
    `已报到团员 ${say.figure('MEM02')}，报到率 ${say.figure('MEM03', '报到率')}`,
    `审核时长中位数 ${say.figure('MEM05')}，退回率 ${say.figure('MEM06')}`,
  ],
  dues_relief: say => [
    `人均月团费 ${say.figure('DUE14')}${say.change('yoy', 'DUE14')}，免交与减交 ${say.figure('DUE13')}`,
    `自愿交纳 ${say.figure('DUE12')}，交费提醒送达率 ${say.figure('DUE15')}`,
  ],
  exits: say => [
    `满28岁离团 ${say.figure('AGE01')}${say.change('yoy', 'AGE01')}，退团、脱团与除名 ${say.figure('AGE05', '合计')}`,
    `恢复团籍 ${say.figure('AGE02')}，28岁及以上在册：欠费 ${say.figure('AGE03')}、任团干 ${say.figure('AGE04')}`,
  ],
}

// stands in a clause about a column that is not shown with these rows; the clause is left out
const ABSENT = '\u0000'

/** The first line of a report: its question answered in words, of what the channel may show. */
export function headlineOf(answer: ReportAnswer): string {
  const until = timeOf(answer)
  const isEmpty = answer.total.cells.every(({ state }) => state !== 'value' && !isHidden(state))
  const sentences = isEmpty
    ? []
    : SENTENCES[answer.report](sayOf(answer), answer).filter(clause => !clause.includes(ABSENT))
  if (sentences.length === 0) return `${until}，${answer.org.name}${emptinessOf(answer)}。`
  return `${until}，${answer.org.name}${sentences.join('；')}。`
}

/** `2026年10月`, `2026年11月（截至11月21日）`; of a report that tells only how things stand `截至2026年11月22日`. */
function timeOf({ report, period }: ReportAnswer): string {
  const [from, to] = [parseDay(period.from), parseDay(period.to)]
  if (from === undefined || to === undefined) return period.label
  const day = dayLabel(to)
  if (report === 'org_entry' || period.grain === 'day') return `截至${day}`
  if (!period.isRunning) return period.label
  return `${wholeLabel(period.grain, { from, to: endOf(period.grain, from) })}（截至${day.slice('2026年'.length)}）`
}

/** Why an answer has nothing to say. */
function emptinessOf({ missing, total, rows }: ReportAnswer): string {
  if (missing.length > 0) return missing.map(missingInWords).join('；')
  const states = new Set([total, ...rows].flatMap(({ cells }) => cells.map(({ state }) => state)))
  if (!states.has('value') && states.has('not_computed')) return '尚未计算'
  if (!states.has('value') && states.has('before_data')) return '没有记录：早于数据起始时间'
  if (!states.has('value') && states.has('unknown_source')) return '没有数字：来源系统未提供'
  return total.cells.some(({ state }) => state === 'value') ? '没有可排名的组织' : '本期无数据'
}

function sayOf(answer: ReportAnswer): Say {
  const find = (metric: string, title?: string): { column: AnswerColumn; cell: AnswerCell } | undefined => {
    const i = answer.columns.findIndex(
      column => column.metric === metric && (!title || column.title === title),
    )
    const [column, cell] = [answer.columns[i], answer.total.cells[i]]
    return column && cell ? { column, cell } : undefined
  }
  return {
    figure(metric, title) {
      const found = find(metric, title)
      if (!found) return ABSENT
      const { column, cell } = found
      return figureWithUnit(cell, column.unit)
    },
    change(comparison, metric, title) {
      const found = find(metric, title)
      const change = found?.cell[comparison]
      if (!found || change === undefined) return ''
      return `，${comparison === 'mom' ? '环比' : '同比'} ${changeWithUnit(change, found.column.unit)}`
    },
  }
}
