import type { AlertRule } from '../alertRule.ts'

const DAY = 24 * 60

export default {
  id: 'A2',
  title: '转出审核停滞',
  department: '组织部',
  source: '转出方的审核没有时限，不会自动通过；暂定 7 日，由省级确定',
  places: {},
  watch: {
    kind: 'rows',
    sql: 'alert_transfer_waits',
    items: {
      out_branch: { title: '转出支部审核等待最久', unit: '小时' },
      out_superior: { title: '转出上级审核等待最久', unit: '小时' },
    },
    entities: ['transfer_step'],
    needs: [],
    conditions: [
      { severity: 'amber', item: 'out_branch', is: 'above', line: 7 * DAY },
      { severity: 'amber', item: 'out_superior', is: 'above', line: 7 * DAY },
    ],
  },
  to: { who: 'own', roles: ['admin', 'committee', 'department'] },
  report: 'transfers',
} satisfies AlertRule
