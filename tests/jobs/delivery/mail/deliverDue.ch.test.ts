import { describe, expect, it } from 'vitest'
import { deliverDue } from '../../../../jobs/delivery/mail/deliverDue.ts'
import { changeDelivery, readDelivery } from '../../../../jobs/delivery/mail/deliveryStore.ts'
import { decideDelivery, requestMail } from '../../../../jobs/delivery/mail/requests.ts'
import { startPeriod } from '../../../../jobs/delivery/mail/startPeriod.ts'
import { MAILINGS } from '../../../../warehouse/catalogue/mailings.ts'
import { withLease } from '../../../../warehouse/platform/lease.ts'
import { plainBuilders, recipientOf } from '../../../support/delivery/mailContext.ts'
import { mailDesk } from '../../../support/delivery/mailDesk.ts'
import type { DataBehaviour } from '../../../support/servers/mailServer.ts'

const going = new AbortController().signal
const ADMIN = 'admin'
const { monthly } = MAILINGS
const desk = mailDesk()
const { context, run, states, only } = desk

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
      desk.now = Math.max(...(await states()).map(({ retryAt }) => retryAt))
      await deliverDue(away, going)
    }
    desk.now = Math.max(...(await states()).map(({ retryAt }) => retryAt))
    await deliverDue(mail, going)
    expect((await states()).map(({ state }) => state)).toEqual(['sent', 'sent'])
  })

  it('that greylists gets it again later', async () => {
    desk.server.behave.recipient = (_address, tries) =>
      tries === 1 ? { code: 450, text: 'come back later' } : undefined
    const mail = context([recipientOf('10')])
    await run(mail)
    expect(await only()).toMatchObject({ state: 'waiting', reason: expect.stringContaining('come back') })
    await deliverDue(mail, going)
    expect(desk.server.taken).toEqual([])
    desk.now = (await only()).retryAt
    await deliverDue(mail, going)
    expect(await only()).toMatchObject({ state: 'sent', tries: 2 })
  })

  it('that refuses one recipient takes the others', async () => {
    desk.server.behave.recipient = address =>
      address === 'a@city10.example' ? { code: 550, text: 'unknown user' } : undefined
    await run(context([recipientOf('10'), recipientOf('20')]))
    expect((await states()).map(({ state }) => state)).toEqual(['failed', 'sent'])
    expect((await states())[0]?.reason).toContain('unknown user')
  })

  it('that falls silent after the message leaves it uncertain, until somebody decides', async () => {
    desk.server.behave.data = () => 'take and drop'
    const mail = context([recipientOf('10')])
    await run(mail)
    const uncertain = await only()
    expect(uncertain.state).toBe('uncertain')
    desk.server.behave.data = () => 'take'
    desk.now += 30 * 86_400_000
    await deliverDue(mail, going)
    expect(desk.server.taken).toHaveLength(1)
    const ask = () =>
      requestMail(desk.test.warehouse.app, monthly, desk.period, recipientOf('10'), mail.from, {
        login: ADMIN,
        now: desk.now,
      })
    expect(await ask()).toBe('uncertain')
    await decideDelivery(desk.test.warehouse.app, uncertain.id, 'resend', { login: ADMIN, now: desk.now })
    await deliverDue(mail, going)
    expect(await only()).toMatchObject({ state: 'sent', messageId: uncertain.messageId })
    expect(desk.server.taken.map(({ messageId }) => messageId)).toEqual([
      uncertain.messageId,
      uncertain.messageId,
    ])
    // what is sent cannot be decided any more
    expect(
      await decideDelivery(desk.test.warehouse.app, uncertain.id, 'resend', { login: ADMIN, now: desk.now }),
    ).toBe('sent')
    const history = await desk.test.warehouse.app.query({
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

describe('two processes', () => {
  it('that reach for the same mails send each once', async () => {
    const recipients = Array.from({ length: 6 }, (_, i) => recipientOf(String(i + 10)))
    await Promise.all(Array.from({ length: 3 }, () => run(context(recipients))))
    expect(desk.server.taken).toHaveLength(6)
    expect(desk.server.most()).toBe(1)
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
    await desk.test.warehouse.app.command({
      query: `insert into ops.sys_lease select name, max(seq) + 1, 'nobody', toDateTime64(0, 3, 'UTC')
        from ops.sys_lease where name = {name: String} group by name`,
      query_params: { name: claimed.holder },
    })
    await deliverDue(mail, going)
    expect((await only()).state).toBe('sent')
    wake()
    await sleeper.catch(() => {})
    expect(desk.server.taken).toHaveLength(1)
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
    desk.server.behave.data = async (): Promise<DataBehaviour> => {
      isSending()
      await asleep
      return 'take'
    }
    const mail = context([recipientOf('10')])
    const sleeper = run(mail)
    await sending
    const { holder, id } = await only()
    await desk.test.warehouse.app.command({
      query: `insert into ops.sys_lease select name, max(seq) + 1, 'nobody', toDateTime64(0, 3, 'UTC')
        from ops.sys_lease where name = {name: String} group by name`,
      query_params: { name: holder },
    })
    await deliverDue(mail, going)
    expect(await only()).toMatchObject({ id, state: 'uncertain' })
    wake()
    await sleeper.catch(() => {})
    expect(await only()).toMatchObject({ id, state: 'sent', tries: 1 })
    expect(desk.server.taken).toHaveLength(1)
  })

  it('of which one died while it sent: the mail is uncertain at once', async () => {
    const mail = context([recipientOf('10')])
    await startPeriod(monthly, desk.period, mail)
    const waiting = await only()
    await withLease(desk.test.warehouse.app, 'mailer:dead', { ttlMs: 30_000 }, async () => {
      await changeDelivery(
        desk.test.warehouse.app,
        waiting,
        { state: 'sending', holder: 'mailer:dead', attempt: 'x' },
        desk.now,
      )
      await deliverDue(mail, going)
      expect((await only()).state).toBe('sending')
    })
    await deliverDue(mail, going)
    expect(await readDelivery(desk.test.warehouse.app, waiting.id)).toMatchObject({
      state: 'uncertain',
      tries: 1,
    })
    expect(desk.server.taken).toEqual([])
  })
})
