import type { EntityName } from '../catalogue/entities.ts'

/**
 * Columns of the summing projections of each log (`sql/dwd`), smallest first: figures that the same projection can
 * answer are asked together, others apart, so that a wide question never falls back to the whole log. A test holds this
 * equal to the SQL.
 */
export const PROJECTIONS: Readonly<
  Record<EntityName, readonly { name: string; columns: readonly string[] }[]>
> = {
  org: [],
  member: [
    {
      name: 'by_dims',
      columns: ['status', 'gender', 'education', 'political_status', 'payer_class', 'birth_month'],
    },
    { name: 'by_org', columns: ['org_id', 'status', 'report_status', 'payer_class'] },
    { name: 'by_day', columns: ['day', 'transition', 'status', 'report_status', 'org_id'] },
  ],
  dues_bill: [{ name: 'by_month', columns: ['bill_month', 'status', 'payer_class', 'org_id'] }],
  dues_payment: [
    { name: 'by_month', columns: ['bill_month', 'org_id'] },
    { name: 'by_day', columns: ['paid_on', 'channel', 'org_id'] },
  ],
  activity: [{ name: 'by_status', columns: ['status', 'category', 'kind', 'published_on', 'day', 'org_id'] }],
  signup: [{ name: 'by_day', columns: ['submitted_on', 'status', 'org_id'] }],
  checkin: [{ name: 'by_day', columns: ['checked_on', 'method', 'org_id'] }],
}

/** The smallest projection that holds these columns, or `''` when only the log itself does. */
export function projectionFor(entity: EntityName, columns: Iterable<string>): string {
  const needed = [...columns]
  return (
    PROJECTIONS[entity].find(({ columns: held }) => needed.every(column => held.includes(column)))?.name ?? ''
  )
}
