import path from 'node:path'
import PostalMime from 'postal-mime'
import { bulletins } from '../../../jobs/bulletins/bulletins.ts'
import { startExports } from '../../../jobs/delivery/exports/worker.ts'
import type { MailRecipient } from '../../../jobs/delivery/mail/builder.ts'
import { deliverDue } from '../../../jobs/delivery/mail/deliverDue.ts'
import { listDeliveries } from '../../../jobs/delivery/mail/deliveryStore.ts'
import {
  createDownloads,
  createMailBuilders,
  createReadiness,
} from '../../../jobs/delivery/mail/mailContent.ts'
import { createMailContext, type MailContext } from '../../../jobs/delivery/mail/mailContext.ts'
import type { MailPeriod } from '../../../jobs/delivery/mail/periods.ts'
import { requestMail } from '../../../jobs/delivery/mail/requests.ts'
import { createReportSources } from '../../../jobs/delivery/reportSources.ts'
import { trend } from '../../../jobs/marts/trend.ts'
import { JOBS } from '../../../jobs/registry.ts'
import { retention } from '../../../jobs/retention/retention.ts'
import { MAILINGS, type PeriodMailingId } from '../../../warehouse/catalogue/mailings.ts'
import { startOf } from '../../../warehouse/contract/calendar.ts'
import { listAccounts } from '../../../warehouse/control/accounts/accounts.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { addMonths, dayOf } from '../../../warehouse/platform/time/day.ts'
import { readFirstDay } from '../../../warehouse/query/firstDay.ts'
import { PROBED_TARGETS } from '../../api/probes.ts'
import { type TestServer, testServer } from '../../api/server.ts'
import { contextOf, runAll } from '../../jobs/support.ts'
import { type MailServer, mailServer } from '../servers/mailServer.ts'
import { until } from '../until.ts'
import { type TestWarehouse, testWarehouse } from '../warehouse.ts'
import { loadSimulated, tellComplete } from './loadSimulated.ts'
import { instant, type Simulated, simulate } from './simulated.ts'

/** The whole product over a simulated province at one instant: all its channels show this one state of the logs. */
export interface Province {
  test: TestWarehouse
  world: Simulated
  /** The business day on which everything stands. */
  today: number
  /** The real web server with the built pages; nobody sees anything without signing in. */
  server: TestServer
  /** A real SMTP server, and what hands mails over to it. */
  smtp: MailServer
  mail: MailContext
  stop(): Promise<void>
}

/** A mail as its recipient got it. */
export interface GotMail {
  subject: string
  html: string
  text: string
  files: { name: string; bytes: Buffer }[]
}

const FROM = '2025-08-01 00:00:00'
const UNTIL = '2026-09-16 15:00:00'
/** Older months are not published, and of them nothing is known that jobs compute but what was retained in the year. */
export const PUBLISHED_MONTHS = 3

/** More than a year of a small province is loaded as the product does, the jobs whose rows any channel shows do theirs, and the last months are published. */
export async function startProvince(): Promise<Province> {
  const smtp = await mailServer()
  const closing: (() => Promise<void>)[] = [smtp.stop]
  const stop = async () => {
    for (const close of closing.reverse()) await close()
  }
  try {
    const test = await testWarehouse({
      SMTP_HOST: '127.0.0.1',
      SMTP_PORT: String(smtp.port),
      SMTP_SECURITY: 'none',
      MAIL_FROM: 'tuanshu@province.example',
    })
    closing.push(test.stop)
    const at = instant(UNTIL)
    const today = dayOf(at)
    const now = () => at
    const world = simulate({ members: 500, seed: 31, from: FROM, until: UNTIL, faults: 0.02 })
    await loadSimulated(test, world)
    await tellComplete(test.warehouse.app, at)
    const done = addMonths(today, -PUBLISHED_MONTHS)
    for (const job of JOBS.filter(each => each !== trend && each !== bulletins)) {
      // the mail of a month shows what was retained in its year
      const since = job === retention ? startOf('year', today) - 1 : done
      const windows = job.windows(today, since, await readFirstDay(test.warehouse.app))
      await runAll(job, windows, contextOf(test, { now }))
    }

    const page = path.resolve('dashboard/dist')
    const server = await testServer(test, {
      config: { WALL_OPEN: false, TARGETS: PROBED_TARGETS },
      now,
      page,
    })
    closing.push(server.stop)
    const { config, warehouse } = test
    const log = createLog('test').child({}, { level: 'error' })
    const parts = { config, warehouse, log, now, sources: createReportSources({ warehouse, config, now }) }
    closing.push(startExports({ ...parts, timing: { pollMs: 20 } }).stop)
    const mail = createMailContext({
      ...parts,
      accounts: () => listAccounts(warehouse.app),
      builders: createMailBuilders(parts),
      whyNotReady: createReadiness(parts),
      offerDownload: createDownloads(parts),
    })
    if (!mail) throw new Error('mail is off')
    return { test, world, today, server, smtp, mail, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The address of the account that `mailTo` writes to. */
export function addressOf(org: string): string {
  return `office@${org}.example`
}

/** Asks for the mails of some periods, each to the committee account of an organisation, and hands them over. */
export async function mailTo(
  { mail, smtp }: Province,
  wanted: readonly { mailing: PeriodMailingId; period: MailPeriod; org: string }[],
): Promise<GotMail[]> {
  const before = smtp.taken.length
  const { recipients } = await mail.recipients('monthly')
  const recipientOf = (org: string): MailRecipient => {
    const found = recipients.find(each => each.org === org)
    if (!found) throw new Error(`${org} gets no mail`)
    return found
  }
  for (const { mailing, period, org } of wanted) {
    const asker = { login: 'test', now: mail.now() }
    const to = recipientOf(org)
    const result = await requestMail(mail.warehouse.app, MAILINGS[mailing], period, to, mail.from, asker)
    if (result !== 'queued') throw new Error(`the mail of ${period.id} to ${org} is ${result}`)
  }
  // a pass ends early when the machine is too busy to keep its lease
  for (let idle = 0; smtp.taken.length < before + wanted.length; ) {
    idle = (await deliverDue(mail, new AbortController().signal)) > 0 ? 0 : idle + 1
    if (idle === 3) throw new Error(`mails do not leave: ${await reasonsOf(mail)}`)
  }
  const got = await Promise.all(
    smtp.taken.slice(before).map(async ({ to, raw }) => ({ ...(await PostalMime.parse(raw)), to })),
  )
  return wanted.map(({ mailing, period, org }) => {
    const found = got.find(
      ({ to, subject = '' }) =>
        to === addressOf(org) && subject.startsWith(`${MAILINGS[mailing].title} ${period.label}`),
    )
    if (!found) throw new Error(`no ${mailing} mail of ${period.id} arrived at ${addressOf(org)}`)
    const { subject = '', html = '', text = '', attachments } = found
    const files = attachments.map(({ filename, content }) => ({
      name: filename ?? '',
      bytes: typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content)),
    }))
    return { subject, html, text, files }
  })
}

async function reasonsOf({ warehouse }: MailContext): Promise<string> {
  const deliveries = await listDeliveries(warehouse.app, { limit: 100 })
  return deliveries.map(({ period, org, state, reason }) => `${period} ${org} ${state} ${reason}`).join('; ')
}

/** Asks for an export as a page does, waits for it and fetches the file; the status when it is refused. */
export async function exported(
  { server }: Province,
  headers: Record<string, string>,
  request: object,
): Promise<{ status: number; text: string; file: Buffer }> {
  const asked = await fetch(`${server.url}/api/exports`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(request),
  })
  const text = await asked.text()
  if (!asked.ok) return { status: asked.status, text, file: Buffer.alloc(0) }
  const { id } = JSON.parse(text)
  const look = async () => {
    const answer = await fetch(`${server.url}/api/exports/${id}`, { headers })
    const { state, error } = JSON.parse(await answer.text())
    if (state === 'failed') throw new Error(`the export failed: ${error}`)
    return state === 'done' ? true : undefined
  }
  await until(`export ${id}`, look)
  const file = await fetch(`${server.url}/api/exports/${id}/file`, { headers })
  return { status: file.status, text, file: Buffer.from(await file.arrayBuffer()) }
}
