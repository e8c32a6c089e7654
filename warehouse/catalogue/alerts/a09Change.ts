import type { AlertRule } from '../alertRule.ts'

export default {
  id: 'A9',
  title: '数据变化超过规定幅度',
  department: '组织部',
  source: '组织树录入工作的要求：团员、组织数据变化超过规定幅度的，须书面说明原因',
  places: { levels: [3, 4] },
  watch: {
    kind: 'metrics',
    conditions: [
      {
        severity: 'amber',
        grain: 'month',
        metric: 'MEM01',
        of: 'change',
        is: 'moves_beyond',
        line: { reference: 'change_explained_above' },
        clears: { reference: 'change_settled_below' },
        periods: 1,
        item: 'members',
      },
      {
        severity: 'amber',
        grain: 'month',
        metric: 'ORG01',
        of: 'change',
        is: 'moves_beyond',
        line: { reference: 'change_explained_above' },
        clears: { reference: 'change_settled_below' },
        periods: 1,
        item: 'orgs',
      },
    ],
  },
  to: { who: 'own', roles: ['admin', 'committee', 'department'] },
  report: 'member_growth',
} satisfies AlertRule
