import type { AlertRule } from '../alertRule.ts'

export default {
  id: 'A5',
  title: '连续欠交团费',
  department: '组织部',
  source: '团章关于自行脱团的规定（连续六个月不交纳团费），此前由系统提醒；月数见参考值',
  places: { types: ['branch'] },
  watch: {
    kind: 'rows',
    sql: 'alert_arrears',
    items: { months: { title: '欠交最久的团员连续欠交', unit: '个月' } },
    entities: ['dues_bill', 'dues_payment'],
    needs: [],
    conditions: [
      { severity: 'amber', item: 'months', is: 'at_least', line: { reference: 'arrears_warned_after' } },
      { severity: 'red', item: 'months', is: 'at_least', line: { reference: 'arrears_leave_after' } },
    ],
  },
  to: { who: 'own', roles: ['admin', 'committee', 'department'] },
  report: 'dues_arrears',
} satisfies AlertRule
