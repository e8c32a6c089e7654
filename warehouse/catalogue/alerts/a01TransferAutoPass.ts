import type { AlertRule } from '../alertRule.ts'

export default {
  id: 'A1',
  title: '转接即将自动通过',
  department: '组织部',
  source: '转入支部 30 日、其直接上级 72 小时未审核的，系统自动通过；预警线见参考值',
  places: {},
  watch: {
    kind: 'rows',
    sql: 'alert_transfer_waits',
    items: {
      in_branch: { title: '等待最久的转入支部审核到达于', unit: '小时', passes: 'since' },
      in_superior: { title: '等待最久的转入上级审核到达于', unit: '小时', passes: 'since' },
    },
    entities: ['transfer_step'],
    needs: [],
    conditions: [
      {
        severity: 'amber',
        item: 'in_branch',
        is: 'at_least',
        line: { reference: 'transfer_branch_warned_after' },
      },
      {
        severity: 'amber',
        item: 'in_superior',
        is: 'at_least',
        line: { reference: 'transfer_superior_warned_after' },
      },
    ],
  },
  to: { who: 'own', roles: ['admin', 'committee', 'department'] },
  report: 'transfers',
} satisfies AlertRule
