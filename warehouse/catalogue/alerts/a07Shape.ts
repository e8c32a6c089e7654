import type { AlertRule } from '../alertRule.ts'

export default {
  id: 'A7',
  title: '组织设置不健全',
  department: '组织部',
  source: '团章关于建立团支部的人数的规定（团员三人以上）；团委、团工委、团总支应有团支部',
  places: {},
  watch: {
    kind: 'rows',
    sql: 'alert_org_shape',
    items: {
      members: { title: '团支部在册团员数', unit: '人' },
      branches: { title: '本级及下级已建团支部数', unit: '个' },
    },
    entities: ['org', 'member'],
    needs: ['ORG01', 'MEM01'],
    conditions: [
      { severity: 'amber', item: 'members', is: 'below', line: { reference: 'branch_members_least' } },
      { severity: 'red', item: 'members', is: 'below', line: 1 },
      { severity: 'amber', item: 'branches', is: 'below', line: 1 },
    ],
  },
  to: { who: 'superior', roles: ['admin', 'committee', 'department'] },
  report: 'org_structure',
} satisfies AlertRule
