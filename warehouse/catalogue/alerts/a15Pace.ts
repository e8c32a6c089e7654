import type { AlertRule } from '../alertRule.ts'

export default {
  id: 'A15',
  title: '目标进度落后',
  department: '信息中心',
  source: '阶段目标按已过时间的比例应达到的数，目标与期限见参考值',
  places: { levels: [2, 3] },
  watch: {
    kind: 'metrics',
    conditions: [
      {
        severity: 'amber',
        metric: 'SXX01',
        grain: 'month',
        of: 'value',
        is: 'below',
        line: { target: 'e_files_target', due: 'e_files_due' },
        periods: 1,
        item: 'e_files',
      },
    ],
  },
  to: { who: 'own', roles: ['admin', 'committee', 'department'] },
  report: 'electronic_files',
} satisfies AlertRule
