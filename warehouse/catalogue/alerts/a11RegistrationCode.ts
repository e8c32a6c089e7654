import type { AlertRule } from '../alertRule.ts'

export default {
  id: 'A11',
  title: '管理员注册码即将失效',
  department: '组织部',
  source: '管理员注册码 20 天内有效，逾期须重新生成；提前天数见参考值',
  places: {},
  watch: {
    kind: 'rows',
    sql: 'alert_registration_codes',
    items: { next: { title: '最早的未使用注册码失效于', unit: '天', passes: 'until' } },
    entities: ['admin_regcode'],
    needs: [],
    conditions: [
      { severity: 'amber', item: 'next', is: 'at_most', line: { reference: 'regcode_warned_before' } },
    ],
  },
  to: { who: 'own', roles: ['admin', 'committee', 'department'] },
  report: 'entry_progress',
} satisfies AlertRule
