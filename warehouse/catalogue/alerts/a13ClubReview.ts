import type { AlertRule } from '../alertRule.ts'

export default {
  id: 'A13',
  title: '社团逾期未年审',
  department: '学校部',
  source: '高校社团须在学校所定的年审时段内通过年审，逾期停止发布活动和招新',
  places: {},
  watch: {
    kind: 'rows',
    sql: 'alert_club_reviews',
    items: { clubs: { title: '年审截止后仍未通过的社团', unit: '个' } },
    entities: ['club', 'club_annual_review'],
    needs: [],
    conditions: [{ severity: 'amber', item: 'clubs', is: 'at_least', line: 1 }],
  },
  to: { who: 'own', roles: ['admin', 'committee', 'department'] },
  report: 'clubs',
} satisfies AlertRule
