import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { SEVERITIES, type Severity } from '../../warehouse/catalogue/alertRule.ts'
import { ALERTS } from '../../warehouse/catalogue/alerts.ts'
import { FIGURE_STATES } from '../../warehouse/contract/figureState.ts'
import { orgName } from '../../warehouse/contract/orgName.ts'
import { type Org, ROOT } from '../../warehouse/orgs/readOrgs.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import { type AlertState, NO_LINE } from './alert.ts'
import type { Doubt } from './condition.ts'

/** An alert as a list shows it. Days since 1970-01-01. */
export interface ListedAlert extends AlertState {
  orgName: string
  /** Ids from the top of the tree down to and including the organisation. */
  path: readonly string[]
  /** null while it is open. */
  clearedOn: number | null
}

export interface AlertQuery {
  /** Top of the subtree: its caller has checked that the reader may see it. */
  org: Org
  /** Of this organisation alone, without those below it. */
  only?: string
  /** The organisation of the account that reads: what tells of single persons is listed for their own alone. */
  reader: string
  isOpen: boolean
  /** Only those that nobody took note of in time, so that they became the matter of the organisation above. */
  isEscalated?: boolean
  rules: readonly string[]
  severity?: Severity
  most: number
  skipped: number
}

const OF_PERSONS = ALERTS.filter(rule => rule.isOfPersons).map(({ id }) => id)

const doubts = FIGURE_STATES.filter(state => state !== 'value')
const listed = z.object({
  rule: z.string(),
  org: z.string(),
  item: z.string(),
  severity: z.enum(SEVERITIES),
  raised_day: z.number(),
  since_day: z.number(),
  figure: z.number(),
  line: z.number(),
  words: z.string(),
  escalated_day: z.number(),
  doubt: z.enum(['', ...doubts]),
  cleared_day: z.number(),
  full_name: z.string(),
  short_name: z.string(),
  path: z.array(z.string()),
  total: z.number(),
})

/** Alerts of a subtree, the gravest first, and how many there are. */
export async function readAlerts(
  reader: ClickHouseClient,
  { org, only, reader: account, isOpen, isEscalated, rules, severity, most, skipped }: AlertQuery,
): Promise<{ alerts: ListedAlert[]; total: number }> {
  const answer = await reader.query({
    query: sqlFile('alerts_in_scope'),
    query_params: {
      org: idOf(org.id),
      only: only ?? '0',
      is_open: Number(isOpen),
      is_escalated: Number(isEscalated ?? false),
      rules,
      own_rules: OF_PERSONS,
      reader: idOf(account),
      severity: severity ?? '',
      most,
      skipped,
    },
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'alerts: list' },
  })
  const rows = z.array(listed).parse(await answer.json())
  const alerts = rows.map(row => ({
    rule: row.rule,
    org: row.org,
    item: row.item,
    severity: row.severity,
    raisedOn: row.raised_day,
    since: row.since_day,
    figure: row.figure,
    line: row.line,
    words: row.words,
    escalatedOn: row.escalated_day === 0 ? null : row.escalated_day,
    doubt: row.doubt,
    orgName: orgName({ id: row.org, fullName: row.full_name, shortName: row.short_name }),
    path: row.path,
    clearedOn: row.cleared_day === 0 ? null : row.cleared_day,
  }))
  return { alerts, total: rows[0]?.total ?? 0 }
}

/** How many alerts are open, by rule and severity. */
export interface OpenCount {
  rule: string
  severity: Severity
  open: number
}

/** How many alerts of a subtree are open. `org`: as in `AlertQuery`. */
export async function countOpen(reader: ClickHouseClient, org: Org): Promise<OpenCount[]> {
  const answer = await reader.query({
    query: sqlFile('alert_counts'),
    query_params: { org: idOf(org.id) },
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'alerts: counts' },
  })
  return z
    .array(z.object({ rule: z.string(), severity: z.enum(SEVERITIES), open: z.number() }))
    .parse(await answer.json())
}

/** How a rule was judged last. */
export interface LastJudgement {
  day: number
  /** It could be judged, at least somewhere. */
  isJudged: boolean
  doubts: readonly (Doubt | typeof NO_LINE)[]
}

/** How each rule was judged last, by its id; a rule that never was is missing. */
export async function readJudgements(reader: ClickHouseClient): Promise<Map<string, LastJudgement>> {
  const answer = await reader.query({
    query: sqlFile('alert_judgements'),
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: 'alerts: judgements' },
  })
  const row = z.tuple([
    z.string(),
    z.number(),
    z.enum(['judged', 'unknown']),
    z.enum(['', NO_LINE, ...doubts]),
  ])
  const found = new Map<string, LastJudgement>()
  for (const [rule, day, kind, reason] of z.array(row).parse(await answer.json())) {
    const known = found.get(rule) ?? { day, isJudged: false, doubts: [] }
    found.set(rule, {
      day,
      isJudged: known.isJudged || kind === 'judged',
      doubts: reason === '' ? known.doubts : [...known.doubts, reason],
    })
  }
  return found
}

/** The whole instance has no id in the tree. */
function idOf(id: string): string {
  return id === ROOT.id ? '0' : id
}
