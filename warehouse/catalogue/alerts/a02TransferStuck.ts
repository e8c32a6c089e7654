import type { AlertRule } from '../alertRule.ts'

export default {
  id: 'A2',
  title: '转出审核停滞',
  department: '组织部',
  source: '转出方的审核没有时限，不会自动通过；天数由省级确定，见参考值',
  places: {},
  watch: {
    kind: 'rows',
    sql: 'alert_transfer_waits',
    items: {
      out_branch: { title: '等待最久的转出支部审核到达于', unit: '小时', passes: 'since' },
      out_superior: { title: '等待最久的转出上级审核到达于', unit: '小时', passes: 'since' },
    },
    entities: ['transfer_step'],
    needs: [],
    conditions: [
      { severity: 'amber', item: 'out_branch', is: 'above', line: { reference: 'transfer_stuck_after' } },
      { severity: 'amber', item: 'out_superior', is: 'above', line: { reference: 'transfer_stuck_after' } },
    ],
  },
  to: { who: 'own', roles: ['admin', 'committee', 'department'] },
  report: 'transfers',
} satisfies AlertRule
