import type { ClickHouseClient } from '@clickhouse/client'
import { SEVERITIES, type Severity } from '../../warehouse/catalogue/alertRule.ts'
import { instant, oneOf, text } from '../../warehouse/platform/clickhouse/columns.ts'
import { versioned } from '../../warehouse/platform/clickhouse/versioned.ts'
import { startOfDay } from '../../warehouse/platform/time/day.ts'
import { type Acknowledged, isCovered } from './changesOf.ts'

/** That somebody took note of an alert. */
export interface AlertNote {
  severity: Severity
  login: string
  note: string
  /** Milliseconds since 1970. */
  at: number
}

const NOTES = versioned({
  table: 'sys_alert_note',
  key: 'id',
  columns: { id: text, alert: text, severity: oneOf(SEVERITIES), login: text, note: text, at: instant },
})

/**
 * Writes down that an account took note of an alert (`alertName`). Resolves to false, and writes nothing, when somebody has
 * done so already at this severity or a graver one.
 */
export async function acknowledge(
  client: ClickHouseClient,
  alert: string,
  given: AlertNote,
): Promise<boolean> {
  const known = (await readNotes(client, [alert])).get(alert) ?? []
  if (known.some(each => isCovered(given.severity, each.severity))) return false
  const written = await NOTES.write(client, 0, { ...given, id: `${alert}/${given.severity}`, alert })
  return written !== undefined
}

/** Who took note of these alerts, oldest first, by the alert's id. `client` is the one that may read `ops`. */
export async function readNotes(
  client: ClickHouseClient,
  alerts: readonly string[],
): Promise<Map<string, AlertNote[]>> {
  const notes = new Map<string, AlertNote[]>()
  if (alerts.length === 0) return notes
  for (const { alert, severity, login, note, at } of await NOTES.list(client, {
    where: { alert: alerts },
    orderBy: 'at',
  }))
    notes.set(alert, [...(notes.get(alert) ?? []), { severity, login, note, at }])
  return notes
}

/** The gravest severity that was acknowledged of each alert by the end of a day. */
export async function readAcknowledged(client: ClickHouseClient, day: number): Promise<Acknowledged> {
  const end = startOfDay(day + 1)
  const gravest = new Map<string, Severity>()
  for (const { alert, severity, at } of await NOTES.list(client))
    if (at < end && !isCovered(severity, gravest.get(alert))) gravest.set(alert, severity)
  return gravest
}
