import type { AlertRule } from '../alertRule.ts'

export default {
  id: 'A3',
  title: '代发起转接未确认',
  department: '组织部',
  source: '支部代为发起的转接须经团员本人确认，没有时限；天数由省级确定，见参考值',
  places: {},
  watch: {
    kind: 'rows',
    sql: 'alert_transfer_waits',
    items: { confirm: { title: '等待最久的本人确认发出于', unit: '小时', passes: 'since' } },
    entities: ['transfer_step'],
    needs: [],
    conditions: [
      {
        severity: 'amber',
        item: 'confirm',
        is: 'above',
        line: { reference: 'transfer_unconfirmed_after' },
      },
    ],
  },
  to: { who: 'own', roles: ['admin', 'committee', 'department'] },
  report: 'transfers',
} satisfies AlertRule
