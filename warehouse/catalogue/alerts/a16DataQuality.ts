import type { AlertRule } from '../alertRule.ts'

export default {
  id: 'A16',
  title: '对账不平',
  department: '信息中心',
  source: '核对恒等式左右两边应相等，一项不等即须查明',
  places: { levels: [2] },
  watch: {
    kind: 'metrics',
    grain: 'month',
    conditions: [
      { severity: 'amber', metric: 'SYS09', of: 'value', is: 'at_least', line: 1, periods: 1, item: '' },
    ],
  },
  to: { who: 'own', roles: ['admin'] },
  report: 'data_quality',
} satisfies AlertRule
