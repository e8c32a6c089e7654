import type { Browser } from 'playwright-core'
import { Random } from '../../ingest/demo/random.ts'
import { periodAt } from '../../jobs/delivery/mail/periods.ts'
import { MAILINGS } from '../../warehouse/catalogue/mailings.ts'
import { addMonths } from '../../warehouse/platform/time/day.ts'
import { signedIn } from '../api/server.ts'
import { openBrowser } from '../support/browser/browser.ts'
import {
  addressOf,
  mailTo,
  type Province,
  PUBLISHED_MONTHS,
  startProvince,
} from '../support/province/province.ts'
import type { MailedBook } from './channels.ts'
import { type Orgs, readOrgs } from './orgs.ts'
import type { Recipient } from './triples.ts'

/** The product over a simulated province, a browser, and the mails that random committees got. */
export interface World {
  province: Province
  browser: Browser
  orgs: Orgs
  recipients: readonly Recipient[]
  /** Of each recipient one of a month and one of a week. */
  mails: readonly MailedBook[]
  stop(): Promise<void>
}

const SEED = 7
/** Levels of the committees that get mail: the province, a city, a county, and one below. All but the last have others below. */
const LEVELS = [2, 3, 4, 5]

export async function startWorld(): Promise<World> {
  const province = await startProvince()
  const browser = await openBrowser()
  const stop = async () => {
    await browser.close()
    await province.stop()
  }
  try {
    const orgs = await readOrgs(province)
    const recipients = drawRecipients(orgs, province.today)
    for (const { org } of recipients)
      await signedIn(province.server, { role: 'committee', org, email: addressOf(org) })
    const wanted = recipients.flatMap(({ org, month, week }) => [
      { mailing: 'monthly' as const, org, period: periodAt(MAILINGS.monthly, month) },
      { mailing: 'weekly' as const, org, period: periodAt(MAILINGS.weekly, week) },
    ])
    const got = await mailTo(province, wanted)
    const mails = wanted.flatMap((each, i) => {
      const mail = got[i]
      return mail ? [{ ...each, mail }] : []
    })
    return { province, browser, orgs, recipients, mails, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function drawRecipients({ active, placeOf }: Orgs, today: number): Recipient[] {
  const random = new Random(SEED, 'recipients')
  const drawn = new Map<string, Recipient>()
  for (const [i, level] of LEVELS.entries()) {
    const isLast = i === LEVELS.length - 1
    const among = active.filter(
      ({ id, level: own }) => own === level && !drawn.has(id) && (isLast || placeOf(id).children.length > 1),
    )
    const org = random.pick(among)?.id
    if (org === undefined) throw new Error(`no organisation of level ${level} has others below`)
    const { from } = periodAt(MAILINGS.weekly, today - 7 * random.between(1, 8))
    const below = placeOf(org).children
    const children = below.length > 0 ? [random.pick(below), random.pick(below)] : []
    drawn.set(org, {
      org,
      month: addMonths(today, -random.between(1, PUBLISHED_MONTHS)),
      week: from,
      children: children.filter(child => child !== undefined),
    })
  }
  return [...drawn.values()]
}
