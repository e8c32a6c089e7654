import type { AlertRule } from '../alertRule.ts'

export default {
  id: 'A6',
  title: '即将满28周岁',
  department: '组织部',
  source: '团章：年满二十八周岁、没有担任团内职务的，应当离团；有欠交团费的不自动离团。提前天数见参考值',
  places: { types: ['branch'] },
  watch: {
    kind: 'rows',
    sql: 'alert_age_out',
    items: {
      next: { title: '下一名团员满28周岁于', unit: '天', passes: 'until' },
      overage: {
        title: '超龄未离团（欠费）团员数',
        unit: '人',
        told: { entity: 'dues_bill', where: { all: [] } },
      },
    },
    entities: ['member'],
    needs: [],
    conditions: [
      { severity: 'amber', item: 'next', is: 'at_most', line: { reference: 'age_out_warned_before' } },
      { severity: 'red', item: 'next', is: 'at_most', line: { reference: 'age_out_urgent_before' } },
      { severity: 'amber', item: 'overage', is: 'at_least', line: 1 },
    ],
  },
  to: { who: 'own', roles: ['admin', 'committee', 'department'] },
  isOfPersons: true,
  report: 'exits',
} satisfies AlertRule
