import type { AlertRule } from '../alertRule.ts'

export default {
  id: 'A14',
  title: '关爱任务逾期与超期未走访',
  department: '权益部',
  source: '关爱任务应按期完成；在册档案 90 天内应有关爱记录（暂定）。数据只到市级及以上',
  places: { levels: [2, 3] },
  watch: {
    kind: 'metrics',
    conditions: [
      {
        severity: 'amber',
        metric: 'SPY07',
        grain: 'month',
        of: 'value',
        is: 'below',
        line: 1,
        periods: 1,
        item: 'tasks',
      },
      {
        severity: 'amber',
        metric: 'SPY08',
        grain: 'month',
        of: 'value',
        is: 'at_least',
        line: 1,
        periods: 1,
        item: 'visits',
      },
    ],
  },
  to: { who: 'own', roles: ['admin', 'committee', 'department'] },
  report: 'care',
} satisfies AlertRule
