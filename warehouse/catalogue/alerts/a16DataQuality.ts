import type { AlertRule } from '../alertRule.ts'

export default {
  id: 'A16',
  title: '数据质量',
  department: '信息中心',
  source: '核对恒等式左右两边应相等，一项不等即须查明；不合规则的团员数一日内的增幅，见参考值',
  places: { levels: [2] },
  watch: {
    kind: 'metrics',
    conditions: [
      {
        severity: 'amber',
        metric: 'SYS09',
        grain: 'month',
        of: 'value',
        is: 'at_least',
        line: 1,
        periods: 1,
        item: '',
      },
      {
        severity: 'amber',
        metric: 'MEM16',
        grain: 'day',
        of: 'change',
        is: 'above',
        line: { reference: 'failures_rise_most' },
        periods: 1,
        item: 'joining_age',
      },
      {
        severity: 'amber',
        metric: 'MEM21',
        grain: 'day',
        of: 'change',
        is: 'above',
        line: { reference: 'failures_rise_most' },
        periods: 1,
        item: 'joining_date',
      },
    ],
  },
  to: { who: 'own', roles: ['admin'] },
  report: 'data_quality',
} satisfies AlertRule
