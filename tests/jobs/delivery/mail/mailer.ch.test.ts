import type { ExecParams } from '@clickhouse/client'
import { describe, expect, it } from 'vitest'
import { deliverDue } from '../../../../jobs/delivery/mail/deliverDue.ts'
import { RETRY_MS } from '../../../../jobs/delivery/mail/delivery.ts'
import { listDeliveries } from '../../../../jobs/delivery/mail/deliveryStore.ts'
import { startMailer } from '../../../../jobs/delivery/mail/mailer.ts'
import { mailingJobs } from '../../../../jobs/delivery/mail/mailingJobs.ts'
import { setPaused } from '../../../../jobs/delivery/mail/mailingState.ts'
import { dueAt, latestDue, periodAfter } from '../../../../jobs/delivery/mail/periods.ts'
import { requestMail } from '../../../../jobs/delivery/mail/requests.ts'
import { startedPeriods, startPeriod } from '../../../../jobs/delivery/mail/startPeriod.ts'
import { MAILINGS } from '../../../../warehouse/catalogue/mailings.ts'
import { TuanshuError } from '../../../../warehouse/platform/errors.ts'
import { dayOf } from '../../../../warehouse/platform/time/day.ts'
import { plainBuilders, recipientOf } from '../../../support/delivery/mailContext.ts'
import { bytesOf, mailDesk } from '../../../support/delivery/mailDesk.ts'
import { until } from '../../../support/until.ts'

const going = new AbortController().signal
const ADMIN = 'admin'
const MINUTE_MS = 60_000
const { monthly, weekly } = MAILINGS
const desk = mailDesk()
const { context, run, states, only, parse } = desk

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
    expect(desk.server.taken.map(({ to }) => to).sort()).toEqual([
      'a@city10.example',
      'a@city20.example',
      shared,
      shared,
    ])
    for (let i = 0; i < 4; i++) {
      const { subject, attachments, to, text } = await parse(i)
      const org = /组织(\d+)/.exec(subject ?? '')?.[1]
      expect(subject).toBe(`城市月报 ${desk.period.label} 组织${org}`)
      expect(bytesOf(attachments[0]).toString()).toBe(`workbook of ${org}`)
      expect(text).toContain(`月报${org}.xlsx`)
      expect(to).toBeTruthy()
    }
    expect(new Set(desk.server.taken.map(({ messageId }) => messageId)).size).toBe(4)
    expect((await states()).map(({ state, tries }) => [state, tries])).toEqual(Array(4).fill(['sent', 1]))
    // again, and by another process: nothing happens
    expect(await run(mail)).toBe(0)
    expect(await deliverDue({ ...mail }, going)).toBe(0)
    expect(desk.server.taken).toHaveLength(4)
  })

  it('fixes the recipients at its start', async () => {
    await run(context([recipientOf('10')]))
    const later = context([recipientOf('10'), recipientOf('20')])
    await run(later)
    expect(desk.server.taken.map(({ to }) => to)).toEqual(['a@city10.example'])
    // by hand the later one gets it, the first not a second time
    const asker = { login: ADMIN, now: desk.now }
    const ask = (org: string) =>
      requestMail(desk.test.warehouse.app, monthly, desk.period, recipientOf(org), later.from, asker)
    expect(await ask('20')).toBe('queued')
    expect(await ask('10')).toBe('sent')
    await deliverDue(later, going)
    expect(desk.server.taken.map(({ to }) => to)).toEqual(['a@city10.example', 'a@city20.example'])
    expect(desk.server.most()).toBe(1)
  })

  it('sends nothing before it is due, nor before the data are there', async () => {
    desk.now -= MINUTE_MS
    let reason: string | undefined = '数据只完整到昨天'
    const mail = context([recipientOf('10')], { whyNotReady: async () => reason })
    await run(mail)
    expect(await only()).toMatchObject({ state: 'waiting', retryAt: desk.now + MINUTE_MS })
    desk.now += MINUTE_MS
    await deliverDue(mail, going)
    expect(await only()).toMatchObject({ state: 'waiting', reason, tries: 0 })
    reason = undefined
    desk.now = (await only()).retryAt
    await deliverDue(mail, going)
    expect((await only()).state).toBe('sent')
  })

  it('completes a start that was cut off, also when the next period is due meanwhile', async () => {
    const cutOff = desk.period
    const client = desk.test.warehouse.app
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

    desk.period = periodAfter(desk.period)
    desk.now = dueAt(monthly, desk.period)
    await run(mail)
    const sent = await listDeliveries(client, { mailing: 'monthly', period: cutOff.id })
    expect(sent.map(({ org, state }) => `${org} ${state}`).sort()).toEqual(['10 sent', '20 sent', '30 sent'])
    expect(desk.server.taken).toHaveLength(6)
    expect(await startedPeriods(client, 'monthly')).toEqual(
      expect.arrayContaining([cutOff.id, desk.period.id]),
    )
  })

  it('does not send to whoever is no recipient any more', async () => {
    const mail = context([recipientOf('10'), recipientOf('20')])
    await startPeriod(monthly, desk.period, mail)
    await deliverDue(context([recipientOf('20')]), going)
    expect((await states()).map(({ state }) => state)).toEqual(['skipped', 'sent'])
  })

  it('waits while it is not known whose organisation that is', async () => {
    const mail = context([recipientOf('10')])
    await startPeriod(monthly, desk.period, mail)
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
      retryAt: desk.now + (RETRY_MS[0] ?? 0),
    })
    for (const wait of RETRY_MS) {
      desk.now += wait
      await deliverDue(mail, going)
    }
    expect(await only()).toMatchObject({ state: 'failed', tries: RETRY_MS.length + 1 })
    expect(desk.server.taken).toEqual([])
  })
})

describe('a paused mailing', () => {
  it('neither starts nor sends', async () => {
    const mail = context([recipientOf('10')])
    const pause = (isPaused: boolean) =>
      setPaused(desk.test.warehouse.app, 'monthly', isPaused, ADMIN, desk.now)
    expect(await pause(true)).toBe(true)
    expect(await pause(true)).toBe(false)
    await run(mail)
    expect(await states()).toEqual([])
    await pause(false)
    await startPeriod(monthly, desk.period, mail)
    await pause(true)
    await deliverDue(mail, going)
    expect((await only()).state).toBe('waiting')
    await pause(false)
    await deliverDue(mail, going)
    expect((await only()).state).toBe('sent')
  })
})

describe('the jobs', () => {
  it('have the latest period as their only window, and send it', async () => {
    const mail = context([recipientOf('10')])
    const job = mailingJobs(mail).find(({ name }) => name === 'mail_monthly')
    const today = dayOf(desk.now)
    expect(job?.windows(today - 1, undefined, undefined)).toMatchObject([{ to: desk.period.from - 1 }])
    expect(job?.windows(today, undefined, undefined)).toEqual([
      { from: desk.period.from, to: desk.period.to },
    ])
    // older ones that were missed are not caught up
    expect(job?.windows(today, desk.period.from - 200, undefined)).toEqual([
      { from: desk.period.from, to: desk.period.to },
    ])
    expect(job?.windows(today, desk.period.to, undefined)).toEqual([])
    const shares: number[] = []
    const sent = await job?.run(desk.period, {
      config: desk.test.config,
      log: mail.log,
      warehouse: desk.test.warehouse,
      now: () => desk.now,
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
    desk.now = dueAt(weekly, latestDue(weekly, desk.now))
    const mailer = startMailer(context([recipientOf('10')]), 10)
    const sent = await until('the mails', async () => {
      const all = await listDeliveries(desk.test.warehouse.app, { states: ['sent'] })
      const latest = all.filter(
        each =>
          Object.values(MAILINGS).some(
            mailing => mailing.id === each.mailing && latestDue(mailing, desk.now).id === each.period,
          ) && each.recipient === 'a@city10.example',
      )
      return latest.length >= 2 ? latest : undefined
    })
    await mailer.stop()
    expect(sent.map(({ mailing }) => mailing).sort()).toEqual(['monthly', 'weekly'])
  })
})
