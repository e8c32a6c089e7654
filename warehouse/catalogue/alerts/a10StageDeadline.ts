import type { AlertRule } from '../alertRule.ts'

export default {
  id: 'A10',
  title: '组织树录入逾期',
  department: '组织部',
  source: '组织树录入工作的阶段时限，按层级和地区见参考值',
  places: {},
  watch: {
    kind: 'rows',
    sql: 'alert_entry_tasks',
    items: {
      own: { title: '本组织未完成的登录、信息任务', unit: '项' },
      children: { title: '未完成的创建直属下级任务', unit: '项' },
    },
    entities: ['org'],
    needs: ['ORG01'],
    conditions: [
      { severity: 'amber', item: 'own', is: 'at_least', line: 1, after: 'entry_own_due' },
      { severity: 'amber', item: 'children', is: 'at_least', line: 1, after: 'entry_children_due' },
    ],
  },
  to: { who: 'superior', roles: ['admin', 'committee', 'department'] },
  report: 'entry_progress',
} satisfies AlertRule
