import type { ClickHouseClient } from '@clickhouse/client'
import type { Severity } from '../../warehouse/catalogue/alertRule.ts'
import type { ReferenceName } from '../../warehouse/catalogue/referenceValues.ts'
import { readPlaces } from '../../warehouse/reference/readPlaces.ts'
import { referenceValue } from '../../warehouse/reference/referenceValues.ts'
import type { AlertState } from './alert.ts'
import type { EscalatesAfter } from './changesOf.ts'
import type { References } from './lines.ts'

const DAYS: Readonly<Record<Severity, ReferenceName>> = {
  amber: 'alert_amber_escalates_after',
  red: 'alert_red_escalates_after',
}

/**
 * After how many days without an acknowledgement each of these alerts is the matter of the organisation above: a reference
 * value of its severity and organisation. Alerts that are not among them are of today, and never.
 */
export async function readEscalation(
  reader: ClickHouseClient,
  open: readonly AlertState[],
  { rows, day }: References,
): Promise<EscalatesAfter> {
  const waiting = open.filter(({ escalatedOn }) => escalatedOn === null)
  const places = await readPlaces(reader, [...new Set(waiting.map(({ org }) => org))])
  return ({ org, severity }) => {
    const place = places.get(org)
    return place && referenceValue(rows, DAYS[severity], place, day)?.value
  }
}
