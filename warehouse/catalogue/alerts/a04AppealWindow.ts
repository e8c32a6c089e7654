import type { AlertRule } from '../alertRule.ts'

export default {
  id: 'A4',
  title: '申诉期限将满',
  department: '组织部',
  source: '转接被退回后 30 个自然日内可以申诉；期限与预警天数见参考值',
  places: {},
  watch: {
    kind: 'rows',
    sql: 'alert_appeal_windows',
    items: { days: { title: '未申诉也未重新发起的转接退回于', unit: '天', passes: 'since' } },
    entities: ['transfer', 'transfer_appeal'],
    needs: [],
    conditions: [
      {
        severity: 'amber',
        item: 'days',
        is: 'at_least',
        line: { reference: 'appeal_warned_after' },
        until: 'appeal_ends_after',
      },
    ],
  },
  to: { who: 'own', roles: ['admin', 'committee', 'department'] },
  report: 'transfers',
} satisfies AlertRule
