import type { AlertRule } from '../alertRule.ts'

export default {
  id: 'A12',
  title: '团员教育评议',
  department: '组织部',
  source: '优秀团员不超过参评团员的规定比例；评议结果应在时限内录入，均见参考值',
  places: { types: ['branch'] },
  watch: {
    kind: 'metrics',
    conditions: [
      {
        severity: 'amber',
        metric: 'EDU03',
        grain: 'month',
        of: 'value',
        is: 'above',
        line: { reference: 'excellent_share_most' },
        periods: 1,
        item: 'excellent',
      },
      {
        severity: 'amber',
        metric: 'EDU02',
        grain: 'month',
        of: 'value',
        is: 'below',
        line: 1,
        after: 'evaluation_due',
        periods: 1,
        item: 'results',
      },
    ],
  },
  to: { who: 'own', roles: ['admin', 'committee', 'department'] },
  report: 'evaluation',
} satisfies AlertRule
