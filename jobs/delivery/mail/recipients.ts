import type { ClickHouseClient } from '@clickhouse/client'
import type { MailingId } from '../../../warehouse/catalogue/mailings.ts'
import { orgName } from '../../../warehouse/contract/orgName.ts'
import { orgsNamed, ROOT } from '../../../warehouse/orgs/readOrgs.ts'
import { getOrSet } from '../../../warehouse/query/getOrSet.ts'
import { placeOf } from '../../../warehouse/reports/place.ts'
import type { MailRecipient } from './builder.ts'
import type { EnteredRecipient } from './enteredRecipients.ts'
import { isAddress, type ListedRecipient, normalAddress } from './recipientList.ts'

/** What is needed of an account to know whether it gets mail. */
export interface MailAccount {
  login: string
  role: string
  org: string
  email: string
  isEnabled: boolean
}

export interface RecipientSources {
  client: ClickHouseClient
  accounts(): Promise<readonly MailAccount[]>
  /** The allow-list, empty without one. */
  listed: readonly ListedRecipient[]
  /** Those that administrators entered on the page. */
  entered(): Promise<readonly EnteredRecipient[]>
  /** Path of the list, for messages. */
  file: string
}

export interface Recipients {
  recipients: MailRecipient[]
  /** What gets no mail because its organisation is not known, with file and line or the login. */
  faults: string[]
}

/**
 * Who gets a mailing now: enabled accounts of role committee with an address, the lines of the allow-list, and what was entered on the page. The same
 * address for the same organisation is one recipient; for two organisations it gets two mails.
 */
export async function readRecipients(
  mailing: MailingId,
  { client, accounts, listed, entered, file }: RecipientSources,
): Promise<Recipients> {
  const wanted = [
    ...(await accounts())
      .filter(({ role, email, isEnabled }) => isEnabled && role === 'committee' && isAddress(email.trim()))
      .map(({ login, email, org }) => ({
        address: normalAddress(email),
        org,
        source: 'account' as const,
        place: `account ${login}`,
      })),
    ...listed
      .filter(({ mailings }) => mailings.includes(mailing))
      .map(({ address, org, line }) => ({
        address,
        org,
        source: 'list' as const,
        place: `${file}:${line}`,
      })),
    ...(await entered())
      .filter(({ mailings }) => mailings.includes(mailing))
      .map(({ address, org, changedBy }) => ({
        address,
        org,
        source: 'page' as const,
        place: `${address}, entered on the page by ${changedBy}`,
      })),
  ]
  if (wanted.length === 0) return { recipients: [], faults: [] }
  const orgs = await orgsNamed(client, { org: ROOT.id }, [...new Set(wanted.map(({ org }) => org))])
  const recipients = new Map<string, MailRecipient & { fullName: string }>()
  const faults: string[] = []
  for (const { address, org, source, place } of wanted) {
    const [found, ...others] = orgs.get(org) ?? []
    if (!found) {
      faults.push(`${place}: there is no active organisation "${org}"`)
      continue
    }
    if (others.length > 0) {
      const ids = [found, ...others].map(({ id }) => id).join(', ')
      faults.push(`${place}: several organisations are called "${org}" (${ids}); write the id`)
      continue
    }
    const key = `${address}\0${found.id}`
    if (recipients.has(key)) continue
    const { parent } =
      found.id === ROOT.id ? await placeOf(client, { org: ROOT.id }, ROOT.id) : { parent: found }
    recipients.set(key, {
      address,
      org: found.id,
      orgName: orgName(parent),
      fullName: parent.fullName,
      source,
    })
  }
  return { recipients: toldApart([...recipients.values()]), faults }
}

/** Two organisations that are called alike (both 团鼓楼区委) go by their full names: a mail cannot be taken back. */
export function toldApart(all: readonly (MailRecipient & { fullName: string })[]): MailRecipient[] {
  const orgs = new Map<string, Set<string>>()
  for (const each of all) getOrSet(orgs, each.orgName, () => new Set()).add(each.org)
  return all.map(({ fullName, ...each }) => ({
    ...each,
    orgName: (orgs.get(each.orgName)?.size ?? 0) > 1 && fullName ? fullName : each.orgName,
  }))
}
