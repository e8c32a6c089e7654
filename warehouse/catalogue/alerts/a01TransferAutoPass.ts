import type { AlertRule } from '../alertRule.ts'

const HOUR = 60
const DAY = 24 * HOUR

export default {
  id: 'A1',
  title: '转接即将自动通过',
  department: '组织部',
  source: '转入支部 30 日、其直接上级 72 小时未审核的，系统自动通过；提前 3 日、12 小时提醒',
  places: {},
  watch: {
    kind: 'rows',
    sql: 'alert_transfer_waits',
    items: {
      in_branch: { title: '转入支部审核等待最久', unit: '小时' },
      in_superior: { title: '转入上级审核等待最久', unit: '小时' },
    },
    entities: ['transfer_step'],
    needs: [],
    conditions: [
      { severity: 'amber', item: 'in_branch', is: 'at_least', line: 27 * DAY },
      { severity: 'amber', item: 'in_superior', is: 'at_least', line: 60 * HOUR },
    ],
  },
  to: { who: 'own', roles: ['admin', 'committee', 'department'] },
  report: 'transfers',
} satisfies AlertRule
