import type { AlertInfo, AlertPage, AlertRuleInfo } from '../../../api/contract.ts'

/** Alerts of Guangzhou as the interface tells them: a red one, one that its superior has to act on, one that is noted. */
export function sampleAlerts(): AlertInfo[] {
  return [
    alert('A5', '111', {
      severity: 'red',
      words: '连续欠交6个月团员数 2 人，达到红色预警线 1 人，自2026年11月起',
      escalatedOn: '2026-11-22',
    }),
    alert('A7', '112', {
      words: '团支部在册团员数 2 人，低于黄色预警线 3 人，自2026年11月20日起',
    }),
    alert('A5', '113', {
      words: '连续欠交3个月团员数 1 人，达到黄色预警线 1 人，自2026年10月起',
      isAcknowledged: true,
      mayAcknowledge: false,
      notes: [
        {
          severity: 'amber',
          login: 'guangzhou',
          note: '已通知支部核实',
          at: Date.parse('2026-11-21T09:30:00+08:00'),
        },
      ],
    }),
  ]
}

function alert(rule: string, org: string, change: Partial<AlertInfo>): AlertInfo {
  return {
    id: `${rule}:${org}::2026-11-20`,
    rule,
    title: rule === 'A5' ? '连续欠交团费' : '组织设置不健全',
    org,
    orgName: `共青团广州市越秀区第${org}支部`,
    reportOrg: '440000',
    severity: 'amber',
    words: '',
    doubt: '',
    raisedOn: '2026-11-20',
    escalatedOn: null,
    clearedOn: null,
    notes: [],
    isAcknowledged: false,
    mayAcknowledge: true,
    ...change,
  }
}

/** The page of these alerts, by what was asked. */
export function sampleAlertPage(
  alerts: readonly AlertInfo[],
  query: Readonly<Record<string, string | undefined>> = {},
): AlertPage {
  const countOf = (severity: AlertInfo['severity'], rule?: string) =>
    alerts.filter(each => each.severity === severity && (!rule || each.rule === rule)).length
  const found = alerts.filter(
    each =>
      (each.clearedOn !== null) === (query.state === 'cleared') &&
      (query.state !== 'escalated' || each.escalatedOn !== null) &&
      (!query.severity || each.severity === query.severity) &&
      (!query.rule || each.rule === query.rule),
  )
  const rule = (id: string, title: string, to: AlertRuleInfo['to'], report: string): AlertRuleInfo => ({
    id,
    title,
    department: '组织部',
    source: '团章',
    report,
    to,
    judgedOn: '2026-11-24',
    isJudged: true,
    doubts: [],
    open: { amber: countOf('amber', id), red: countOf('red', id) },
  })
  return {
    rules: [
      rule('A5', '连续欠交团费', 'own', 'dues_arrears'),
      rule('A7', '组织设置不健全', 'superior', 'org_structure'),
    ],
    open: { amber: countOf('amber'), red: countOf('red') },
    alerts: found,
    total: found.length,
  }
}
