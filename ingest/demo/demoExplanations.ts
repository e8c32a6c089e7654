import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import { findAccount } from '../../warehouse/control/accounts/accounts.ts'
import { ROOT } from '../../warehouse/orgs/readOrgs.ts'
import { addMonths, dayOf, monthOf } from '../../warehouse/platform/time/day.ts'
import { isSettled } from '../../warehouse/platform/time/settle.ts'
import { readPlaces } from '../../warehouse/reference/readPlaces.ts'
import { readReferences } from '../../warehouse/reference/readReferences.ts'
import type { ReferenceRow } from '../../warehouse/reference/referenceValues.ts'
import { dueAfter } from '../../warehouse/tickets/changeRule.ts'
import { accepted, explained, returned, ticketName } from '../../warehouse/tickets/ticket.ts'
import {
  changeTicket,
  readTicket,
  type StoredTicket,
  ticketsOf,
} from '../../warehouse/tickets/ticketStore.ts'
import { cityLogins } from './cityLogins.ts'
import { DEMO_ADMIN } from './demoAccounts.ts'

/** Between two looks whether the night's jobs have opened the tickets of the last month. */
const LOOK_MS = 10_000

const TEXTS = [
  '新生团员集中报到，各校按学籍批量转入，已与学校花名册核对。',
  '毕业团员组织关系集中转出，已逐校核对转接记录。',
  '基层团组织集中换届，同时清理整顿，撤并了长期不活动的团支部。',
]
const REASON = '请按学校或单位列明增减人数后重新提交。'

/** What a committee and its superior have done about a ticket so far; the rest still waits. */
type Standing = 'accepted' | 'explained' | 'returned' | 'open'
const STANDINGS: readonly Standing[] = [
  'explained',
  'accepted',
  'open',
  'returned',
  'accepted',
  'explained',
  'open',
]

interface Parts {
  app: ClickHouseClient
  reader: ClickHouseClient
  config: Parameters<typeof readReferences>[1]
  /** Milliseconds since 1970. */
  now(): number
  signal: AbortSignal
}

/**
 * Waits for the tickets of the last month that has settled, and has the committees of the cities explain some of them and the
 * province decide, so that the page shows every standing. What people have done meanwhile stays as it is; a later start adds
 * nothing. Ends with the signal.
 */
export async function writeDemoExplanations({ app, reader, config, now, signal }: Parts): Promise<void> {
  const today = dayOf(now())
  const last = addMonths(monthOf(today), -1)
  const month = isSettled(last, today) ? last : addMonths(last, -1)
  const references = await readReferences(app, config)
  const logins = await cityLogins(reader)
  while (!signal.aborted) {
    const own = (await ticketsOf(app, month)).filter(({ org }) => logins.has(org))
    for (const [i, ticket] of own.entries()) {
      const login = logins.get(ticket.org) ?? ''
      if (ticket.seq > 1 || !(await findAccount(app, login))) continue
      await live(ticket, STANDINGS[i % STANDINGS.length] ?? 'open', {
        login,
        text: TEXTS[i % TEXTS.length] ?? '',
      })
    }
    if (own.length > 0) return
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined)
  }

  async function live(
    ticket: StoredTicket,
    standing: Standing,
    { login, text }: { login: string; text: string },
  ) {
    if (standing === 'open') return
    const at = now()
    const dueOn = await limit(references, 'explanation_reviewed_after', ticket.org)
    const first = explained(ticket, text, { login, byOrg: ticket.org, at, dueOn })
    if (!(await changeTicket(app, ticket, first)) || standing === 'explained') return
    const waiting = await readTicket(app, ticketName(ticket))
    if (waiting?.state !== 'explained') return
    const province = { login: DEMO_ADMIN, byOrg: ROOT.id, at: now() }
    await changeTicket(
      app,
      waiting,
      standing === 'accepted'
        ? accepted(waiting, { ...province, dueOn: null })
        : returned(waiting, REASON, {
            ...province,
            dueOn: await limit(references, 'explanation_due_after', ticket.org),
          }),
    )
  }

  async function limit(rows: readonly ReferenceRow[], what: Parameters<typeof dueAfter>[1], org: string) {
    const place = (await readPlaces(reader, [org])).get(org)
    return place ? dueAfter(rows, what, place, today) : null
  }
}
