import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { MAILING_NAMES, type MailingId } from '../../../warehouse/catalogue/mailings.ts'

const rows = z.array(
  z.tuple([z.enum(MAILING_NAMES), z.string()]).transform(([mailing, period]) => ({ mailing, period })),
)

/** The periods, by id, of which the log of deliveries has any, with their mailing. */
export async function periodsOfDeliveries(
  client: ClickHouseClient,
): Promise<{ mailing: MailingId; period: string }[]> {
  const answer = await client.query({
    query: 'select distinct mailing, period from ops.sys_delivery',
    format: 'JSONCompactEachRow',
  })
  return rows.parse(await answer.json())
}
