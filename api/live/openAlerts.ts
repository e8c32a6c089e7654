import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { type AlertNote, readNotes } from '../../jobs/alerts/acknowledge.ts'
import { alertName, isCovered } from '../../jobs/alerts/changesOf.ts'
import { countOpen, type ListedAlert, readAlerts } from '../../jobs/alerts/readAlerts.ts'
import { countsOf } from '../../jobs/alerts/summarise.ts'
import type { AlertRule } from '../../warehouse/catalogue/alertRule.ts'
import { ALERTS, findAlert } from '../../warehouse/catalogue/alerts.ts'
import { SCENES } from '../../warehouse/catalogue/scenes.ts'
import { placeOfName } from '../../warehouse/contract/orgName.ts'
import type { AlertLine, OpenAlerts } from '../../warehouse/contract/picture.ts'
import { type Org, ROOT } from '../../warehouse/orgs/readOrgs.ts'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import { dayOf, formatDay, startOfDay } from '../../warehouse/platform/time/day.ts'

/** What has been judged last: another version means other alerts, or another who has taken note of one. */
export interface AlertHead {
  version: string
  /** Milliseconds since 1970; 0 before the first judgement. */
  completeAt: number
}

/** Listed; the others are counted. */
const MOST = 12

const head = z.array(z.tuple([z.string(), z.number()]))

/** Cheap enough for once a second. */
export async function readAlertHead({ reader, app }: Pick<Warehouse, 'reader' | 'app'>): Promise<AlertHead> {
  const ask = async (client: ClickHouseClient, query: string) => {
    const answer = await client.query({
      query,
      format: 'JSONCompactEachRow',
      clickhouse_settings: { log_comment: 'api: live alert head' },
    })
    return head.parse(await answer.json())[0] ?? ['', 0]
  }
  const [[parts, day], [notes]] = await Promise.all([
    // one row a rule and day says that it was judged; a run replaces the part that holds it
    ask(
      reader,
      'select toString(sum(cityHash64(_part))), toInt32(max(day)) from app.ads_alert where org_id = 0',
    ),
    ask(app, 'select toString(count()), 0 from ops.sys_alert_note'),
  ])
  return { version: `${parts} ${notes}`, completeAt: day > 0 ? startOfDay(day + 1) : 0 }
}

/**
 * The open alerts of an organisation and those below it, for a wall that anybody in the room may read: those that tell of
 * persons or of young people in need are counted and not listed.
 */
export async function readOpenAlerts(
  { reader, app }: Pick<Warehouse, 'reader' | 'app'>,
  org: Org,
  { completeAt }: AlertHead,
): Promise<OpenAlerts> {
  const listed = ALERTS.filter(isForWall).map(({ id }) => id)
  const [{ alerts }, open] = await Promise.all([
    readAlerts(reader, { org, reader: ROOT.id, isOpen: true, rules: listed, most: MOST, skipped: 0 }),
    countOpen(reader, org),
  ])
  const notes = await readNotes(app, alerts.map(alertName))
  const rules = ALERTS.flatMap(({ id, title }) => {
    const counts = countsOf(open.filter(({ rule }) => rule === id))
    return counts.amber + counts.red > 0 ? [{ rule: id, title, ...counts }] : []
  })
  return {
    judgedOn: completeAt > 0 ? formatDay(dayOf(completeAt - 1)) : null,
    open: countsOf(open),
    rules: rules.sort((a, b) => b.red - a.red || b.amber - a.amber),
    first: alerts.map(each => lineOf(each, notes.get(alertName(each)) ?? [])),
  }
}

/** Rules of the care of minors have no place on a wall, nor have those whose words tell of single persons. */
function isForWall({ department, isOfPersons }: AlertRule): boolean {
  return department !== '权益部' && !isOfPersons
}

function lineOf(alert: ListedAlert, notes: readonly AlertNote[]): AlertLine {
  const { rule, severity, words, raisedOn, escalatedOn } = alert
  const entry = findAlert(rule)
  const isAcknowledged = notes.some(each => isCovered(severity, each.severity))
  const who = escalatedOn !== null ? '已转上级' : entry?.to.who === 'superior' ? '上级组织' : '本组织'
  return {
    id: alertName(alert),
    rule,
    title: entry?.title ?? rule,
    severity,
    orgName: placeOfName(alert.orgName),
    words,
    raisedOn: formatDay(raisedOn),
    holder: `${who}${isAcknowledged ? '处理中' : '待确认'}`,
    scene: sceneOf(rule),
  }
}

function sceneOf(rule: string): string | null {
  return [...SCENES].find(([, { alerts }]) => alerts?.includes(rule))?.[0] ?? null
}
