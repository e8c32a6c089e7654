import type { ClickHouseClient } from '@clickhouse/client'
import type { MailRecipient } from '../../../jobs/delivery/mail/builder.ts'
import type { MailingId } from '../../../warehouse/catalogue/mailings.ts'
import type { Scope } from '../../../warehouse/orgs/scope.ts'
import { inScope } from './inScope.ts'
import type { MailRouteParts } from './mailRouteParts.ts'

/** Who gets a mailing now, as far as the scope goes. */
export async function recipientsInScope(
  reader: ClickHouseClient,
  parts: Pick<MailRouteParts, 'recipients'>,
  mailing: MailingId,
  scope: Scope,
): Promise<MailRecipient[]> {
  return inScope(reader, scope, (await parts.recipients(mailing)).recipients)
}
