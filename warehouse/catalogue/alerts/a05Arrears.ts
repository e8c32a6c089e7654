import type { AlertRule } from '../alertRule.ts'

export default {
  id: 'A5',
  title: '连续欠交团费',
  department: '组织部',
  source: '团章关于自行脱团的规定（连续六个月不交纳团费）；满三个月由系统提醒',
  places: { types: ['branch'] },
  watch: {
    kind: 'metrics',
    grain: 'month',
    conditions: [
      { severity: 'amber', metric: 'DUE08', of: 'value', is: 'at_least', line: 1, periods: 1, item: '' },
      { severity: 'red', metric: 'DUE09', of: 'value', is: 'at_least', line: 1, periods: 1, item: '' },
    ],
  },
  to: { who: 'own', roles: ['admin', 'committee', 'department'] },
  escalateAfterDays: 30,
  report: 'dues_arrears',
} satisfies AlertRule
