import type { ClickHouseClient } from '@clickhouse/client'
import { MAILING_NAMES, type MailingId } from '../../../warehouse/catalogue/mailings.ts'
import { flag, instant, listOf, text } from '../../../warehouse/platform/clickhouse/columns.ts'
import { versioned } from '../../../warehouse/platform/clickhouse/versioned.ts'
import { normalAddress } from './recipientList.ts'

/** A recipient that an administrator entered: an address that gets the figures of an organisation. */
export interface EnteredRecipient {
  /** Lower case. */
  address: string
  /** `dim_org` id, or `root`. */
  org: string
  mailings: readonly MailingId[]
  /** Login of who added or changed it last, and when, in milliseconds since 1970. */
  changedBy: string
  at: number
}

const RECIPIENTS = versioned({
  table: 'sys_recipient',
  key: 'id',
  columns: {
    id: text,
    address: text,
    org: text,
    mailings: listOf(
      name => name,
      name => name,
    ),
    isRemoved: flag,
    changedBy: text,
    at: instant,
  },
})

/** Those that get mail; a mailing that the catalogue no longer has is left out. */
export async function readEnteredRecipients(client: ClickHouseClient): Promise<EnteredRecipient[]> {
  return (await RECIPIENTS.list(client)).flatMap(({ isRemoved, address, org, mailings, changedBy, at }) =>
    isRemoved ? [] : [{ address, org, mailings: MAILING_NAMES.filter(name => mailings.includes(name)), changedBy, at }],
  )
}

/** Adds a recipient, or changes which mailings it gets. */
export async function enterRecipient(
  client: ClickHouseClient,
  { address: typed, org, mailings }: Pick<EnteredRecipient, 'address' | 'org' | 'mailings'>,
  login: string,
  now: number,
): Promise<void> {
  const address = normalAddress(typed)
  const id = idOf(address, org)
  await RECIPIENTS.change(client, id, () => ({ id, address, org, mailings, isRemoved: false, changedBy: login, at: now }))
}

/** Sends a recipient no more mail. Resolves to false when it is not there. */
export async function removeRecipient(
  client: ClickHouseClient,
  { address, org }: { address: string; org: string },
  login: string,
  now: number,
): Promise<boolean> {
  let isThere = false
  await RECIPIENTS.change(client, idOf(normalAddress(address), org), present => {
    isThere = present !== undefined && !present.isRemoved
    return present && isThere ? { ...present, isRemoved: true, changedBy: login, at: now } : undefined
  })
  return isThere
}

function idOf(address: string, org: string): string {
  return `${org}|${address}`
}
