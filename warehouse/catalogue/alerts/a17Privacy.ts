import type { AlertRule } from '../alertRule.ts'

export default {
  id: 'A17',
  title: '大量导出数据',
  department: '信息中心',
  source: '来源系统的操作审计；单次导出的行数上限由省级确定，见参考值',
  places: {},
  watch: {
    kind: 'rows',
    sql: 'alert_exports',
    items: { rows: { title: '当日单次导出', unit: '行' } },
    entities: ['audit_record'],
    needs: [],
    conditions: [{ severity: 'red', item: 'rows', is: 'above', line: { reference: 'export_rows_most' } }],
  },
  to: { who: 'superior', roles: ['admin'] },
  report: 'platform',
} satisfies AlertRule
