import type { Bulletin } from '../../../warehouse/bulletins/bulletin.ts'
import { readBulletinOf } from '../../../warehouse/bulletins/issueBulletin.ts'
import { BULLETIN_MAILING, MAILINGS, type MailingId } from '../../../warehouse/catalogue/mailings.ts'
import type { FrozenSet } from '../../../warehouse/frozen/frozenSet.ts'
import { findFrozen, listFrozen } from '../../../warehouse/frozen/frozenStore.ts'
import type { IssueRequest, MailContent } from './builder.ts'
import { bulletinMail } from './bulletinMail.ts'
import type { MailContext } from './mailContext.ts'
import { parsePeriod } from './periods.ts'
import { cutOffStarts, startedPeriods, startIssue } from './startPeriod.ts'

/** What is mailed: a period of a mailing, or a bulletin that was issued. */
export interface Issue {
  /** Why its mails cannot be made yet, in words for the log page; undefined when they can. */
  whyNotReady(): Promise<string | undefined>
  /** As `MailBuilder`. */
  build(request: IssueRequest): Promise<MailContent>
}

/** A bulletin that is older than this when it could be mailed first is not news any more. */
const NEWS_MS = 3 * 86_400_000

/** What a delivery is of; undefined for an id that is none of its mailing. */
export async function issueOf(
  { mailing, period: id }: { mailing: MailingId; period: string },
  { warehouse, builders, whyNotReady }: Pick<MailContext, 'warehouse' | 'builders' | 'whyNotReady'>,
): Promise<Issue | undefined> {
  if (mailing === BULLETIN_MAILING.id) {
    const set = await findFrozen(warehouse.app, id)
    if (set?.kind !== 'bulletin') return undefined
    return {
      whyNotReady: async () => undefined,
      build: async request => bulletinMail(await readBulletinOf(warehouse.app, set), set, request),
    }
  }
  const period = parsePeriod(MAILINGS[mailing], id)
  return (
    period && {
      whyNotReady: () => whyNotReady(MAILINGS[mailing], period),
      build: request => builders[mailing]({ ...request, period }),
    }
  )
}

/**
 * Starts the bulletins that were issued a short while ago: each of the units that they name has a delivery when it gets the
 * mailing. Also completes those whose start was cut off, however old they are by now.
 */
export async function startBulletins(context: MailContext): Promise<void> {
  const { warehouse, now } = context
  const { id: mailing } = BULLETIN_MAILING
  if ((await context.recipients(mailing)).recipients.length === 0) return
  const cutOff = await cutOffStarts(warehouse.app, mailing)
  const begun = await startedPeriods(warehouse.app, mailing)
  const isOpen = ({ id, frozenAt }: FrozenSet) =>
    cutOff.includes(id) || (frozenAt >= now() - NEWS_MS && !begun.includes(id))
  for (const set of (await listFrozen(warehouse.app, ['bulletin'])).filter(isOpen))
    await startBulletin(set, context)
}

async function startBulletin(set: FrozenSet, context: MailContext): Promise<void> {
  const units = new Set(unitsOf(await readBulletinOf(context.warehouse.app, set)))
  await startIssue(
    {
      mailing: BULLETIN_MAILING.id,
      issue: set.id,
      dueAt: set.frozenAt,
      isFor: ({ org }) => units.has(org),
    },
    context,
  )
}

function unitsOf({ rows }: Bulletin): string[] {
  return rows.map(({ id }) => id)
}
