import type { AlertRule } from '../alertRule.ts'

export default {
  id: 'A8',
  title: '无书记、管理员或运营者',
  department: '组织部',
  source: '各级组织应配备书记、管理员和运营者；天数由省级确定，见参考值',
  places: {},
  watch: {
    kind: 'rows',
    sql: 'alert_vacancies',
    items: {
      secretary: {
        title: '没有书记始于',
        unit: '天',
        passes: 'since',
        told: { entity: 'org', where: { field: 'secretary_key', is: 'known' } },
      },
      admin: {
        title: '没有管理员始于',
        unit: '天',
        passes: 'since',
        told: { entity: 'account', where: { field: 'account_kind', in: ['admin'] } },
      },
      operator: {
        title: '没有运营者始于',
        unit: '天',
        passes: 'since',
        told: { entity: 'account', where: { field: 'account_kind', in: ['operator'] } },
      },
    },
    entities: ['org'],
    needs: ['ORG01'],
    conditions: [
      { severity: 'amber', item: 'secretary', is: 'above', line: { reference: 'post_vacant_after' } },
      { severity: 'amber', item: 'admin', is: 'above', line: { reference: 'post_vacant_after' } },
      { severity: 'amber', item: 'operator', is: 'above', line: { reference: 'post_vacant_after' } },
    ],
  },
  to: { who: 'superior', roles: ['admin', 'committee', 'department'] },
  report: 'cadres',
} satisfies AlertRule
