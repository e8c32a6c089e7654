import { item, MONTHLY, metric, reports } from './report.ts'

/** Awards, punishments and volunteering. */
export const AWARD_REPORTS = reports({
  awards: {
    department: '组织部',
    title: '奖励与处分',
    purpose: '团内外奖励的数量、审核与补录，团纪处分',
    headline: ['团内奖励 {RWD01 团内}，团外奖励 {RWD02 团外}，待审核 {RWD03}', '团纪处分 {RWD05 团纪处分}'],
    rows: ['children', 'punishment_kind'],
    columns: [
      metric('RWD01', { compare: ['yoy'], group: '奖励', title: '团内' }),
      metric('RWD02', { compare: ['yoy'], group: '奖励', title: '团外' }),
      item('RWD01', 'award_level', 'national', '国家级', '团内奖励：级别'),
      item('RWD01', 'award_level', 'provincial', '省级', '团内奖励：级别'),
      item('RWD01', 'award_level', 'city', '市级', '团内奖励：级别'),
      metric('RWD03', { group: '审核' }),
      metric('RWD06', { group: '审核' }),
      metric('RWD04', { group: '审核' }),
      metric('RWD05', { title: '团纪处分' }),
      metric('RWD05', { span: 'ytd', title: '本年累计处分' }),
    ],
    chart: 0,
    grains: MONTHLY,
    remark: '处分人次不足10不显示。',
  },
  volunteering: {
    department: '宣传部',
    title: '志愿服务',
    purpose: '注册志愿者与志愿服务时长',
    headline: [
      '志愿服务 {VOL01 志愿服务时长}{同比 VOL01 志愿服务时长}',
      '注册志愿者 {VOL03 注册志愿者}，团员注册率 {VOL02 注册率}',
    ],
    rows: ['children'],
    columns: [
      metric('VOL01', { compare: ['mom', 'yoy'], trend: true }),
      metric('VOL01', { span: 'ytd', compare: ['yoy'], title: '本年累计时长' }),
      metric('VOL03', { part: 'denominator', unit: '人', title: '注册志愿者' }),
      metric('VOL03'),
      metric('VOL02', { part: 'numerator', unit: '人', title: '注册志愿者', group: '团员' }),
      metric('VOL02', { title: '注册率', group: '团员' }),
    ],
    chart: 0,
    grains: MONTHLY,
  },
})
