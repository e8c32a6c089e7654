import type { ClickHouseClient } from '@clickhouse/client'
import type { AlertRule, Severity } from '../../warehouse/catalogue/alertRule.ts'
import { ALERTS } from '../../warehouse/catalogue/alerts.ts'
import { STATE_WORDS } from '../../warehouse/contract/figureState.ts'
import { readOrg } from '../../warehouse/orgs/readOrgs.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import { NO_LINE } from './alert.ts'
import type { Doubt } from './condition.ts'
import {
  countOpen,
  type LastJudgement,
  type ListedAlert,
  type OpenCount,
  readAlerts,
  readJudgements,
} from './readAlerts.ts'

/** The open alerts of an organisation in short. */
export interface Summary {
  /** The last day that was judged; null when none was. */
  judgedOn: number | null
  open: Record<Severity, number>
  /** The gravest and newest ones. */
  first: ListedAlert[]
  /** Rules that could not be judged, with the reason. */
  doubts: string[]
}

/** The open alerts of an organisation and those below it, with the first `most`. Throws `forbidden` outside the scope. */
export async function summarise(
  reader: ClickHouseClient,
  scope: Scope,
  id: string,
  most: number,
): Promise<Summary> {
  const org = await readOrg(reader, scope, id)
  const rules = ALERTS.map(rule => rule.id)
  const [{ alerts }, open, judgements] = await Promise.all([
    readAlerts(reader, { org, reader: scope.org, isOpen: true, rules, most, skipped: 0 }),
    countOpen(reader, org),
    readJudgements(reader),
  ])
  const days = [...judgements.values()].map(({ day }) => day)
  return {
    judgedOn: days.length > 0 ? Math.max(...days) : null,
    open: countsOf(open),
    first: alerts,
    doubts: ALERTS.flatMap(rule => doubtLine(rule, judgements.get(rule.id)) ?? []),
  }
}

export function countsOf(open: readonly OpenCount[]): Record<Severity, number> {
  const countOf = (severity: Severity) =>
    open.filter(each => each.severity === severity).reduce((sum, each) => sum + each.open, 0)
  return { amber: countOf('amber'), red: countOf('red') }
}

/** Why an alert or a rule could not be judged, for those who read it. */
export function doubtWords(doubt: Doubt | typeof NO_LINE): string {
  if (doubt === NO_LINE) return '没有规定预警线或时限'
  return doubt === 'suppressed' ? '人数过少，为保护个人信息不显示' : STATE_WORDS[doubt]
}

function doubtLine({ id, title }: AlertRule, last: LastJudgement | undefined): string | undefined {
  if (!last || last.doubts.length === 0) return undefined
  const where = last.isJudged ? '（部分组织）' : ''
  return `${id} ${title}${where}，${last.doubts.map(doubtWords).join('；')}`
}
