import type { AlertRule } from '../alertRule.ts'

export default {
  id: 'A9',
  title: '数据变化超过5%',
  department: '组织部',
  source: '组织树录入工作的要求：团员、组织数据变化幅度超过 5% 的，须书面说明原因',
  places: { levels: [3, 4] },
  watch: {
    kind: 'metrics',
    grain: 'month',
    conditions: [
      {
        severity: 'amber',
        metric: 'MEM01',
        of: 'change',
        is: 'moves_beyond',
        line: 0.05,
        periods: 1,
        item: 'members',
      },
      {
        severity: 'amber',
        metric: 'ORG01',
        of: 'change',
        is: 'moves_beyond',
        line: 0.05,
        periods: 1,
        item: 'orgs',
      },
    ],
  },
  to: { who: 'own', roles: ['admin', 'committee', 'department'] },
  escalateAfterDays: 14,
  report: 'member_growth',
} satisfies AlertRule
