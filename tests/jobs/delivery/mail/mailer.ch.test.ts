import { randomBytes } from 'node:crypto'
import type { ExecParams } from '@clickhouse/client'
import { unzipSync } from 'fflate'
import PostalMime from 'postal-mime'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { exportRequest } from '../../../../jobs/delivery/exports/exportRequest.ts'
import { exportsOf } from '../../../../jobs/delivery/exports/exportStore.ts'
import type { MailRecipient } from '../../../../jobs/delivery/mail/builder.ts'
import { deliverDue } from '../../../../jobs/delivery/mail/deliverDue.ts'
import { RETRY_MS } from '../../../../jobs/delivery/mail/delivery.ts'
import {
  changeDelivery,
  type HeldDelivery,
  listDeliveries,
  readDelivery,
} from '../../../../jobs/delivery/mail/deliveryStore.ts'
import { createDownloads } from '../../../../jobs/delivery/mail/mailContent.ts'
import type { MailContext } from '../../../../jobs/delivery/mail/mailContext.ts'
import { runMailing, startMailer } from '../../../../jobs/delivery/mail/mailer.ts'
import { mailingJobs } from '../../../../jobs/delivery/mail/mailingJobs.ts'
import { setPaused } from '../../../../jobs/delivery/mail/mailingState.ts'
import {
  dueAt,
  latestDue,
  type MailPeriod,
  periodAfter,
  periodAt,
} from '../../../../jobs/delivery/mail/periods.ts'
import { decideDelivery, requestCorrection, requestMail } from '../../../../jobs/delivery/mail/requests.ts'
import { startedPeriods, startPeriod } from '../../../../jobs/delivery/mail/startPeriod.ts'
import { MAILINGS } from '../../../../warehouse/catalogue/mailings.ts'
import { addAccount } from '../../../../warehouse/control/accounts/accounts.ts'
import { TuanshuError } from '../../../../warehouse/platform/errors.ts'
import { withLease } from '../../../../warehouse/platform/lease.ts'
import { dayOf, formatInstant } from '../../../../warehouse/platform/time/day.ts'
import { mailContext, plainBuilders, recipientOf } from '../../../support/delivery/mailContext.ts'
import { type DataBehaviour, type MailServer, mailServer } from '../../../support/servers/mailServer.ts'
import { until } from '../../../support/until.ts'
import { type TestWarehouse, testWarehouse } from '../../../support/warehouse.ts'
import { at } from '../../../warehouse/query/world.ts'

const { monthly, weekly } = MAILINGS
const MINUTE_MS = 60_000
const going = new AbortController().signal
const ADMIN = 'admin'

let test: TestWarehouse
let server: MailServer
let period: MailPeriod = periodAt(monthly, at('2020-01-01'))
let now = 0

beforeAll(async () => {
  test = await testWarehouse()
})
afterAll(() => test?.stop())
beforeEach(async () => {
  // a period of its own for every case, right when it is due
  period = periodAfter(period)
  now = dueAt(monthly, period)
  server = await mailServer()
})
afterEach(() => server.stop())

const context = (recipients: readonly MailRecipient[], changes: Partial<MailContext> = {}): MailContext =>
  mailContext(test.warehouse, server.port, recipients, { now: () => now, ...changes })
const run = (mail: MailContext) => runMailing(monthly, period, mail, going)
const states = async (): Promise<HeldDelivery[]> =>
  (await listDeliveries(test.warehouse.app, { mailing: 'monthly', period: period.id })).sort((a, b) =>
    `${a.recipient}${a.org}` < `${b.recipient}${b.org}` ? -1 : 1,
  )
const only = async (): Promise<HeldDelivery> => {
  const [delivery, ...others] = await states()
  if (!delivery || others.length > 0) throw new Error(`${others.length + 1} deliveries instead of one`)
  return delivery
}
const parse = async (i = 0) => {
  const mail = server.taken[i]
  if (!mail) throw new Error(`no mail ${i}`)
  return { ...mail, ...(await PostalMime.parse(mail.raw)) }
}

/** The bytes of an attachment, which the parser gives as it likes. */
function bytesOf(attachment: { content: string | ArrayBuffer | Uint8Array } | undefined): Buffer {
  const content = attachment?.content ?? ''
  return typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content))
}

describe('a run', () => {
  it('sends one mail to each recipient and organisation, built under its own scope', async () => {
    const shared = 'two@offices.example'
    const scopes: string[] = []
    const mail = context(
      [recipientOf('10'), recipientOf('20'), recipientOf('10', shared), recipientOf('20', shared)],
      {
        builders: {
          ...plainBuilders,
          monthly: async request => {
            scopes.push(`${request.recipient.org}/${request.scope.org}`)
            return plainBuilders.monthly(request)
          },
        },
      },
    )
    expect(await run(mail)).toBe(4)
    expect(scopes.sort()).toEqual(['10/10', '10/10', '20/20', '20/20'])
    expect(server.taken.map(({ to }) => to).sort()).toEqual([
      'a@city10.example',
      'a@city20.example',
      shared,
      shared,
    ])
    for (let i = 0; i < 4; i++) {
      const { subject, attachments, to, text } = await parse(i)
      const org = /组织(\d+)/.exec(subject ?? '')?.[1]
      expect(subject).toBe(`城市月报 ${period.label} 组织${org}`)
      expect(bytesOf(attachments[0]).toString()).toBe(`workbook of ${org}`)
      expect(text).toContain(`月报${org}.xlsx`)
      expect(to).toBeTruthy()
    }
    expect(new Set(server.taken.map(({ messageId }) => messageId)).size).toBe(4)
    expect((await states()).map(({ state, tries }) => [state, tries])).toEqual(Array(4).fill(['sent', 1]))
    // again, and by another process: nothing happens
    expect(await run(mail)).toBe(0)
    expect(await deliverDue({ ...mail }, going)).toBe(0)
    expect(server.taken).toHaveLength(4)
  })

  it('fixes the recipients at its start', async () => {
    await run(context([recipientOf('10')]))
    const later = context([recipientOf('10'), recipientOf('20')])
    await run(later)
    expect(server.taken.map(({ to }) => to)).toEqual(['a@city10.example'])
    // by hand the later one gets it, the first not a second time
    const asker = { login: ADMIN, now }
    const ask = (org: string) =>
      requestMail(test.warehouse.app, monthly, period, recipientOf(org), later.from, asker)
    expect(await ask('20')).toBe('queued')
    expect(await ask('10')).toBe('sent')
    await deliverDue(later, going)
    expect(server.taken.map(({ to }) => to)).toEqual(['a@city10.example', 'a@city20.example'])
    expect(server.most()).toBe(1)
  })

  it('sends nothing before it is due, nor before the data are there', async () => {
    now -= MINUTE_MS
    let reason: string | undefined = '数据只完整到昨天'
    const mail = context([recipientOf('10')], { whyNotReady: async () => reason })
    await run(mail)
    expect(await only()).toMatchObject({ state: 'waiting', retryAt: now + MINUTE_MS })
    now += MINUTE_MS
    await deliverDue(mail, going)
    expect(await only()).toMatchObject({ state: 'waiting', reason, tries: 0 })
    reason = undefined
    now = (await only()).retryAt
    await deliverDue(mail, going)
    expect((await only()).state).toBe('sent')
  })

  it('completes a start that was cut off, also when the next period is due meanwhile', async () => {
    const cutOff = period
    const client = test.warehouse.app
    // the process dies with the second delivery
    let inserts = 0
    const dying = new Proxy(client, {
      get(target, name, receiver) {
        if (name !== 'exec') return Reflect.get(target, name, receiver)
        return async (params: ExecParams) => {
          if (/sys_delivery/.test(params.query) && ++inserts > 1) throw new Error('killed')
          return target.exec(params)
        }
      },
    })
    const mail = context(['10', '20', '30'].map(org => recipientOf(org)))
    const cut = { ...mail, warehouse: { ...mail.warehouse, app: dying } }
    await expect(startPeriod(monthly, cutOff, cut)).rejects.toThrow('killed')
    expect(await states()).toHaveLength(1)

    period = periodAfter(period)
    now = dueAt(monthly, period)
    await run(mail)
    const sent = await listDeliveries(client, { mailing: 'monthly', period: cutOff.id })
    expect(sent.map(({ org, state }) => `${org} ${state}`).sort()).toEqual(['10 sent', '20 sent', '30 sent'])
    expect(server.taken).toHaveLength(6)
    expect(await startedPeriods(client, 'monthly')).toEqual(expect.arrayContaining([cutOff.id, period.id]))
  })

  it('does not send to whoever is no recipient any more', async () => {
    const mail = context([recipientOf('10'), recipientOf('20')])
    await startPeriod(monthly, period, mail)
    await deliverDue(context([recipientOf('20')]), going)
    expect((await states()).map(({ state }) => state)).toEqual(['skipped', 'sent'])
  })

  it('waits while it is not known whose organisation that is', async () => {
    const mail = context([recipientOf('10')])
    await startPeriod(monthly, period, mail)
    const unsure = { recipients: [], faults: ['list.csv:3: there is no active organisation "10"'] }
    await deliverDue(context([], { recipients: async () => unsure }), going)
    expect(await only()).toMatchObject({ state: 'waiting', tries: 0 })
  })

  it('says what is wrong while it cannot be built, and gives up after some tries', async () => {
    const mail = context([recipientOf('10')], {
      builders: {
        ...plainBuilders,
        monthly: async () => {
          throw new TuanshuError('input', 'the workbook has no sheet')
        },
      },
    })
    await run(mail)
    expect(await only()).toMatchObject({
      state: 'waiting',
      reason: expect.stringContaining('the workbook has no sheet'),
      retryAt: now + (RETRY_MS[0] ?? 0),
    })
    for (const wait of RETRY_MS) {
      now += wait
      await deliverDue(mail, going)
    }
    expect(await only()).toMatchObject({ state: 'failed', tries: RETRY_MS.length + 1 })
    expect(server.taken).toEqual([])
  })
})

describe('a mail server', () => {
  it('that is away lets everything wait, however long that takes', async () => {
    const mail = context([recipientOf('10'), recipientOf('20')])
    const away = { ...mail, smtp: { ...mail.smtp, port: 1 } }
    await run(away)
    for (const [i, delivery] of (await states()).entries())
      expect([i, delivery]).toMatchObject([
        i,
        { state: 'waiting', reason: expect.stringContaining('无法连接邮件服务器') },
      ])
    for (let i = 0; i < 7; i++) {
      now = Math.max(...(await states()).map(({ retryAt }) => retryAt))
      await deliverDue(away, going)
    }
    now = Math.max(...(await states()).map(({ retryAt }) => retryAt))
    await deliverDue(mail, going)
    expect((await states()).map(({ state }) => state)).toEqual(['sent', 'sent'])
  })

  it('that greylists gets it again later', async () => {
    server.behave.recipient = (_address, tries) =>
      tries === 1 ? { code: 450, text: 'come back later' } : undefined
    const mail = context([recipientOf('10')])
    await run(mail)
    expect(await only()).toMatchObject({ state: 'waiting', reason: expect.stringContaining('come back') })
    await deliverDue(mail, going)
    expect(server.taken).toEqual([])
    now = (await only()).retryAt
    await deliverDue(mail, going)
    expect(await only()).toMatchObject({ state: 'sent', tries: 2 })
  })

  it('that refuses one recipient takes the others', async () => {
    server.behave.recipient = address =>
      address === 'a@city10.example' ? { code: 550, text: 'unknown user' } : undefined
    await run(context([recipientOf('10'), recipientOf('20')]))
    expect((await states()).map(({ state }) => state)).toEqual(['failed', 'sent'])
    expect((await states())[0]?.reason).toContain('unknown user')
  })

  it('that falls silent after the message leaves it uncertain, until somebody decides', async () => {
    server.behave.data = () => 'take and drop'
    const mail = context([recipientOf('10')])
    await run(mail)
    const uncertain = await only()
    expect(uncertain.state).toBe('uncertain')
    server.behave.data = () => 'take'
    now += 30 * 86_400_000
    await deliverDue(mail, going)
    expect(server.taken).toHaveLength(1)
    const ask = () =>
      requestMail(test.warehouse.app, monthly, period, recipientOf('10'), mail.from, { login: ADMIN, now })
    expect(await ask()).toBe('uncertain')
    await decideDelivery(test.warehouse.app, uncertain.id, 'resend', { login: ADMIN, now })
    await deliverDue(mail, going)
    expect(await only()).toMatchObject({ state: 'sent', messageId: uncertain.messageId })
    expect(server.taken.map(({ messageId }) => messageId)).toEqual([uncertain.messageId, uncertain.messageId])
    // what is sent cannot be decided any more
    expect(await decideDelivery(test.warehouse.app, uncertain.id, 'resend', { login: ADMIN, now })).toBe(
      'sent',
    )
    const history = await test.warehouse.app.query({
      query: `select state, decided_by from ops.sys_delivery where id = {id: String} order by seq`,
      query_params: { id: uncertain.id },
      format: 'JSONCompactEachRow',
    })
    expect(await history.json()).toEqual([
      ['waiting', ''],
      ['building', ''],
      ['sending', ''],
      ['uncertain', ''],
      ['waiting', ADMIN],
      ['building', ''],
      ['sending', ''],
      ['sent', ''],
    ])
  })
})

describe('a decision', () => {
  it('is carried out once, whoever else decides', async () => {
    server.behave.data = () => 'drop'
    await run(context([recipientOf('10')]))
    const { id } = await only()
    const decide = (login: string) => decideDelivery(test.warehouse.app, id, 'skip', { login, now })
    const [one, two] = await Promise.all([decide('one'), decide('two')])
    expect([one, two].filter(each => typeof each === 'object')).toHaveLength(1)
    expect([one, two].filter(each => each === 'skipped')).toHaveLength(1)
    expect((await only()).state).toBe('skipped')
    expect(await decideDelivery(test.warehouse.app, 'nothing', 'skip', { login: 'one', now })).toBeUndefined()
  })
})

describe('two processes', () => {
  it('that reach for the same mails send each once', async () => {
    const recipients = Array.from({ length: 6 }, (_, i) => recipientOf(String(i + 10)))
    await Promise.all(Array.from({ length: 3 }, () => run(context(recipients))))
    expect(server.taken).toHaveLength(6)
    expect(server.most()).toBe(1)
    expect((await states()).map(({ state }) => state)).toEqual(recipients.map(() => 'sent'))
  })

  it('of which one slept: it stops before it sends, when another took the mail over', async () => {
    const mail = context([recipientOf('10')])
    let wake = () => {}
    const asleep = new Promise<void>(resolve => {
      wake = resolve
    })
    let isBuilding = () => {}
    const building = new Promise<void>(resolve => {
      isBuilding = resolve
    })
    const sleeper = run({
      ...mail,
      builders: {
        ...plainBuilders,
        monthly: async request => {
          isBuilding()
          await asleep
          return plainBuilders.monthly(request)
        },
      },
    })
    await building
    // its lease has run out while it slept
    const claimed = await only()
    expect(claimed).toMatchObject({ state: 'building', isHeld: true })
    await test.warehouse.app.command({
      query: `insert into ops.sys_lease select name, max(seq) + 1, 'nobody', toDateTime64(0, 3, 'UTC')
        from ops.sys_lease where name = {name: String} group by name`,
      query_params: { name: claimed.holder },
    })
    await deliverDue(mail, going)
    expect((await only()).state).toBe('sent')
    wake()
    await sleeper.catch(() => {})
    expect(server.taken).toHaveLength(1)
    expect(await only()).toMatchObject({ state: 'sent', tries: 1 })
  })

  it('of which one slept while it sent: the mail is uncertain, until it wakes and tells', async () => {
    let wake = () => {}
    const asleep = new Promise<void>(resolve => {
      wake = resolve
    })
    let isSending = () => {}
    const sending = new Promise<void>(resolve => {
      isSending = resolve
    })
    server.behave.data = async (): Promise<DataBehaviour> => {
      isSending()
      await asleep
      return 'take'
    }
    const mail = context([recipientOf('10')])
    const sleeper = run(mail)
    await sending
    const { holder, id } = await only()
    await test.warehouse.app.command({
      query: `insert into ops.sys_lease select name, max(seq) + 1, 'nobody', toDateTime64(0, 3, 'UTC')
        from ops.sys_lease where name = {name: String} group by name`,
      query_params: { name: holder },
    })
    await deliverDue(mail, going)
    expect(await only()).toMatchObject({ id, state: 'uncertain' })
    wake()
    await sleeper.catch(() => {})
    expect(await only()).toMatchObject({ id, state: 'sent', tries: 1 })
    expect(server.taken).toHaveLength(1)
  })

  it('of which one died while it sent: the mail is uncertain at once', async () => {
    const mail = context([recipientOf('10')])
    await startPeriod(monthly, period, mail)
    const waiting = await only()
    await withLease(test.warehouse.app, 'mailer:dead', { ttlMs: 30_000 }, async () => {
      await changeDelivery(
        test.warehouse.app,
        waiting,
        { state: 'sending', holder: 'mailer:dead', attempt: 'x' },
        now,
      )
      await deliverDue(mail, going)
      expect((await only()).state).toBe('sending')
    })
    await deliverDue(mail, going)
    expect(await readDelivery(test.warehouse.app, waiting.id)).toMatchObject({ state: 'uncertain', tries: 1 })
    expect(server.taken).toEqual([])
  })
})

describe('a correction', () => {
  it('is a second mail, marked, that knows what the one before it said', async () => {
    const mail = context([recipientOf('10')])
    const correct = () =>
      requestCorrection(test.warehouse.app, monthly, period, recipientOf('10'), mail.from, {
        login: ADMIN,
        now,
      })
    expect(await correct()).toBe('unsent')
    await startPeriod(monthly, period, mail)
    // nothing is corrected that has not left
    expect(await correct()).toBe('waiting')
    await deliverDue(mail, going)
    expect(server.taken).toHaveLength(1)
    expect(await correct()).toBe('queued')
    // asked for twice it is one
    expect(await correct()).toBe('waiting')
    await deliverDue(mail, going)
    expect(server.taken).toHaveLength(2)
    expect((await parse(1)).subject).toBe(`更正 10：城市月报 ${period.label} 组织10`)
    expect(
      (await states()).map(({ correction, state, decidedBy }) => [correction, state, decidedBy]),
    ).toHaveLength(2)
    expect(await correct()).toBe('queued')
  })
})

describe('a paused mailing', () => {
  it('neither starts nor sends', async () => {
    const mail = context([recipientOf('10')])
    const pause = (isPaused: boolean) => setPaused(test.warehouse.app, 'monthly', isPaused, ADMIN, now)
    expect(await pause(true)).toBe(true)
    expect(await pause(true)).toBe(false)
    await run(mail)
    expect(await states()).toEqual([])
    await pause(false)
    await startPeriod(monthly, period, mail)
    await pause(true)
    await deliverDue(mail, going)
    expect((await only()).state).toBe('waiting')
    await pause(false)
    await deliverDue(mail, going)
    expect((await only()).state).toBe('sent')
  })
})

describe('a mail that is too large', () => {
  const big = (bytes: Buffer): Partial<MailContext> => ({
    maxBytes: 100_000,
    builders: {
      ...plainBuilders,
      monthly: async request => ({
        ...(await plainBuilders.monthly(request)),
        attachments: [{ name: '月报.xlsx', bytes, order: { kind: 'monthly', org: '10', month: '2026-10' } }],
      }),
    },
  })

  it('is zipped', async () => {
    const bytes = Buffer.alloc(200_000, 'tuanshu ')
    await run(context([recipientOf('10')], big(bytes)))
    const { attachments, text, html } = await parse()
    expect(attachments.map(({ filename }) => filename)).toEqual([`城市月报 ${period.label} 组织10.zip`])
    const files = unzipSync(bytesOf(attachments[0]))
    expect(Buffer.from(files['月报.xlsx'] ?? []).equals(bytes)).toBe(true)
    expect(text).toContain('ZIP')
    expect(html).toContain('月报.xlsx（195 KB）')
  })

  it('becomes a link when that is not enough', async () => {
    const bytes = randomBytes(200_000)
    const offered: string[] = []
    const mail = context([recipientOf('10')], {
      ...big(bytes),
      offerDownload: async ({ name }, { org }) => {
        offered.push(`${name} for ${org}`)
        return { url: 'https://tuanshu.example/d?a=1&b=2', expiresAt: now + 86_400_000 }
      },
    })
    await run(mail)
    const { attachments, text, html } = await parse()
    expect(attachments).toEqual([])
    expect(offered).toEqual(['月报.xlsx for 10'])
    expect(text).toContain('https://tuanshu.example/d?a=1&b=2')
    expect(text).toContain(`${formatInstant(now + 86_400_000).slice(0, 16)} 前有效`)
    expect(html).toContain('href="https://tuanshu.example/d?a=1&amp;b=2"')
    expect((await only()).bytes).toBeLessThan(100_000)
  })

  it('stands among the exports of its account as what it is', async () => {
    const { config, warehouse } = test
    const { address } = recipientOf('10')
    const account = {
      login: 'city-10',
      role: 'committee',
      org: '10',
      email: address,
      passwordHash: '',
    } as const
    await addAccount(warehouse.app, account, now)
    const offerDownload = createDownloads({
      config: { ...config, PUBLIC_URL: 'https://tuanshu.example' },
      warehouse,
      now: () => now,
    })
    await run(context([recipientOf('10')], { ...big(randomBytes(200_000)), offerDownload }))
    expect((await parse()).text).toContain('https://tuanshu.example/reports/exports')
    const [offered] = await exportsOf(warehouse.app, 'city-10', 2)
    expect(offered).toMatchObject({
      kind: 'monthly',
      state: 'done',
      title: expect.stringMatching(/^组织10\d{4}年\d+月团务数据月报$/),
    })
    expect(exportRequest.parse(JSON.parse(offered?.parameters ?? ''))).toEqual({
      kind: 'monthly',
      org: '10',
      month: '2026-10',
    })
  })
})

describe('the jobs', () => {
  it('have the latest period as their only window, and send it', async () => {
    const mail = context([recipientOf('10')])
    const job = mailingJobs(mail).find(({ name }) => name === 'mail_monthly')
    const today = dayOf(now)
    expect(job?.windows(today - 1, undefined, undefined)).toMatchObject([{ to: period.from - 1 }])
    expect(job?.windows(today, undefined, undefined)).toEqual([{ from: period.from, to: period.to }])
    // older ones that were missed are not caught up
    expect(job?.windows(today, period.from - 200, undefined)).toEqual([{ from: period.from, to: period.to }])
    expect(job?.windows(today, period.to, undefined)).toEqual([])
    const shares: number[] = []
    const sent = await job?.run(period, {
      config: test.config,
      log: mail.log,
      warehouse: test.warehouse,
      now: () => now,
      signal: going,
      confirm: async () => undefined,
      progress: share => shares.push(share),
    })
    expect([sent, shares.at(-1)]).toEqual([1, 1])
    expect((await only()).state).toBe('sent')
  })
})

describe('the mailer', () => {
  it('starts what is due and stops after the mail in hand', async () => {
    now = dueAt(weekly, latestDue(weekly, now))
    const mailer = startMailer(context([recipientOf('10')]), 10)
    const sent = await until('the mails', async () => {
      const all = await listDeliveries(test.warehouse.app, { states: ['sent'] })
      const latest = all.filter(
        each =>
          each.period === latestDue(MAILINGS[each.mailing], now).id && each.recipient === 'a@city10.example',
      )
      return latest.length >= 2 ? latest : undefined
    })
    await mailer.stop()
    expect(sent.map(({ mailing }) => mailing).sort()).toEqual(['monthly', 'weekly'])
  })
})
