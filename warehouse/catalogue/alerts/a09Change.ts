import type { AlertRule } from '../alertRule.ts'
import { CHANGE_LEVELS } from '../changeRule.ts'

export default {
  id: 'A9',
  title: '数据变化未书面说明',
  department: '组织部',
  source: '组织树录入工作的要求：团员、组织数据月度变化超过规定幅度的，须书面说明原因；说明通过后解除',
  places: { levels: CHANGE_LEVELS },
  watch: {
    kind: 'rows',
    sql: 'alert_changes',
    items: {
      members: { title: '未书面说明的团员总数月度变化', unit: '%' },
      orgs: { title: '未书面说明的团组织总数月度变化', unit: '%' },
    },
    entities: ['org', 'member'],
    needs: ['TRE15'],
    conditions: [
      { severity: 'amber', item: 'members', is: 'above', line: { reference: 'change_explained_above' } },
      { severity: 'amber', item: 'orgs', is: 'above', line: { reference: 'change_explained_above' } },
    ],
  },
  to: { who: 'own', roles: ['admin', 'committee', 'department'] },
  report: 'unexplained_changes',
} satisfies AlertRule
