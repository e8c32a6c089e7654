import Fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registerErrors } from '../../api/http/errors.ts'
import { strictValidatorCompiler } from '../../api/http/strictRequests.ts'
import { deliveryRoutes } from '../../api/routes/mail/deliveries.ts'
import { mailboxRoutes } from '../../api/routes/mail/mailbox.ts'
import { mailingRoutes } from '../../api/routes/mail/mailings.ts'
import { mailPreviewRoutes } from '../../api/routes/mail/mailPreview.ts'
import type { Caller, MailRouteParts } from '../../api/routes/mail/mailRouteParts.ts'
import { mailSendRoutes } from '../../api/routes/mail/mailSend.ts'
import { deliverDue } from '../../jobs/delivery/mail/deliverDue.ts'
import { changeDelivery, listDeliveries } from '../../jobs/delivery/mail/deliveryStore.ts'
import { type Mailbox, startMailbox } from '../../jobs/delivery/mail/mailbox.ts'
import { readMailingStates } from '../../jobs/delivery/mail/mailingState.ts'
import { readRecipients } from '../../jobs/delivery/mail/recipients.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { mailContext, plainBuilders } from '../support/delivery/mailContext.ts'
import { type TestWarehouse, testWarehouse } from '../support/warehouse.ts'
import { plantTree } from '../warehouse/query/world.ts'

const NOW = Date.parse('2026-11-21T12:00:00+08:00')
const WHOLE: Caller = { login: 'boss', role: 'admin', scope: { org: 'root' } }
const CITY: Caller = { login: 'city', role: 'admin', scope: { org: '10' } }

let test: TestWarehouse
let mailbox: Mailbox
let app: FastifyInstance
let caller = WHOLE
const deeds: string[] = []
const accounts = [
  { login: 'a', role: 'committee', org: '10', email: 'A@City10.example', isEnabled: true },
  { login: 'b', role: 'committee', org: '20', email: 'b@city20.example', isEnabled: true },
  { login: 'c', role: 'committee', org: '20', email: 'gone@city20.example', isEnabled: false },
  { login: 'd', role: 'department', org: '20', email: 'office@province.example', isEnabled: true },
  { login: 'e', role: 'committee', org: '77', email: 'e@nowhere.example', isEnabled: true },
]

const sources = () => ({
  client: test.warehouse.app,
  accounts: async () => accounts,
  listed: [
    { line: 1, address: 'a@city10.example', org: '组10', mailings: ['monthly' as const] },
    { line: 2, address: 'x@county.example', org: '组织11', mailings: ['monthly' as const] },
    { line: 3, address: 'x@county.example', org: '12', mailings: ['monthly' as const] },
    { line: 4, address: 'y@county.example', org: '无此组织', mailings: ['monthly' as const] },
  ],
  entered: async () => [],
  file: '/etc/list.csv',
})

beforeAll(async () => {
  test = await testWarehouse({ MAIL_CATCHER: 'true' })
  await plantTree(test.warehouse)
  mailbox = await startMailbox(test.config.dataDir, createLog('test'))
  const context = { warehouse: test.warehouse, now: () => NOW, config: test.config }
  const parts: MailRouteParts = {
    callerOf: () => caller,
    audit: async (_request, { org, detail }) => {
      deeds.push(`${caller.login} ${org}: ${detail}`)
    },
    recipients: mailing => readRecipients(mailing, sources()),
    builders: plainBuilders,
    isOn: true,
    from: 'tuanshu@province.example',
    portal: undefined,
  }
  app = Fastify()
  app.setValidatorCompiler(strictValidatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  registerErrors(app)
  await app.register(deliveryRoutes(context, parts))
  await app.register(mailingRoutes(context, parts))
  await app.register(mailSendRoutes(context, parts))
  await app.register(mailPreviewRoutes(context, parts))
  await app.register(mailboxRoutes(context, parts))
})
afterAll(async () => {
  await app?.close()
  await mailbox?.stop()
  await test?.stop()
})

async function ask(url: string, body?: object) {
  const answer = await app.inject(body ? { method: 'POST', url, payload: body } : { method: 'GET', url })
  const isJson = String(answer.headers['content-type']).includes('json')
  return {
    status: answer.statusCode,
    headers: answer.headers,
    bytes: answer.rawPayload,
    body: isJson ? answer.json() : undefined,
  }
}
const post = (url: string, body: object = {}) => ask(url, body)
const pass = () =>
  deliverDue(
    mailContext(test.warehouse, mailbox.port, [], {
      now: () => NOW,
      recipients: mailing => readRecipients(mailing, sources()),
    }),
    new AbortController().signal,
  )

/** What a caller sends who has looked at the list of recipients. */
function all(count: number) {
  return { period: '2026-10', recipients: 'all', count }
}
function only(address: string, org: string) {
  return { period: '2026-10', recipients: [{ address, org }], count: 1 }
}

function results(of: { org: string; result: string }[]): string[] {
  return of.map(({ org, result }) => `${org} ${result}`)
}

describe('recipients', () => {
  it('are enabled committees with an address and the lines of the list, each once per organisation', async () => {
    const { recipients, faults } = await readRecipients('monthly', sources())
    expect(recipients.map(({ address, org, source }) => [address, org, source])).toEqual([
      ['a@city10.example', '10', 'account'],
      ['b@city20.example', '20', 'account'],
      ['x@county.example', '11', 'list'],
      ['x@county.example', '12', 'list'],
    ])
    expect(faults).toEqual([
      'account e: there is no active organisation "77"',
      '/etc/list.csv:4: there is no active organisation "无此组织"',
    ])
  })
})

describe('the recipient of the whole instance', () => {
  it('is called after its province', async () => {
    const root = { login: 'r', role: 'committee', org: 'root', email: 'r@province.example', isEnabled: true }
    const { recipients } = await readRecipients('weekly', { ...sources(), accounts: async () => [root] })
    expect(recipients.map(({ org, orgName }) => [org, orgName])).toEqual([['root', '组1']])
  })
})

describe('mailings', () => {
  it('say when they are due and who gets them, as far as the caller may see', async () => {
    const { body } = await ask('/api/mailings')
    expect(body.mailings).toMatchObject([
      {
        id: 'monthly',
        title: '城市月报',
        isOn: true,
        isPaused: false,
        nextPeriod: { id: '2026-11', label: '2026年11月' },
        nextAt: Date.parse('2026-12-04T08:00:00+08:00'),
        recipients: [{ org: '10' }, { org: '20' }, { org: '11' }, { org: '12' }],
      },
      {
        id: 'weekly',
        nextPeriod: { id: '2026-W47', label: '2026年第47周（11月16日至22日）' },
        nextAt: Date.parse('2026-11-23T08:30:00+08:00'),
      },
      { id: 'bulletin', title: '通报', schedule: '发布后即发', isPaused: false, nextPeriod: null, nextAt: 0 },
    ])
    caller = CITY
    const mine = (await ask('/api/mailings')).body.mailings[0].recipients
    caller = WHOLE
    expect(mine.map(({ org }: { org: string }) => org)).toEqual(['10', '11', '12'])
  })

  it('list the periods that can be sent: those that are over, in words, newest first', async () => {
    const [monthly, weekly] = (await ask('/api/mailings')).body.mailings
    expect(monthly.periods.slice(0, 2)).toEqual([
      { id: '2026-10', label: '2026年10月' },
      { id: '2026-09', label: '2026年9月' },
    ])
    expect(weekly.periods[0]).toEqual({ id: '2026-W46', label: '2026年第46周（11月9日至15日）' })
  })

  it('are paused and resumed, by who sees the whole', async () => {
    caller = CITY
    expect((await post('/api/mailings/monthly/pause')).status).toBe(403)
    caller = WHOLE
    expect((await post('/api/mailings/monthly/pause')).body).toMatchObject({ isPaused: true, nextAt: 0 })
    expect((await readMailingStates(test.warehouse.app)).monthly).toMatchObject({
      isPaused: true,
      changedBy: 'boss',
    })
    expect((await post('/api/mailings/monthly/send', all(4))).body.error.message).toContain('已暂停')
    expect((await post('/api/mailings/monthly/resume')).body).toMatchObject({ isPaused: false })
    expect(deeds).toEqual(['boss root: pause monthly', 'boss root: resume monthly'])
  })

  it('are shown before they go, built under the recipient’s organisation', async () => {
    const { body } = await ask('/api/mailings/monthly/preview?recipient=B@city20.example')
    expect(body).toMatchObject({
      subject: '城市月报 2026年10月 组20',
      html: expect.stringContaining('<p>20</p>'),
      attachments: [{ name: '月报20.xlsx', bytes: 14 }],
    })
    const file = await ask('/api/mailings/monthly/preview/files/0?recipient=x@county.example&org=12')
    expect(file.bytes.toString()).toBe('workbook of 12')
    expect(file.headers['content-disposition']).toContain("filename*=UTF-8''%E6%9C%88%E6%8A%A512.xlsx")
    caller = CITY
    const foreign = await ask('/api/mailings/monthly/preview?recipient=b@city20.example')
    caller = WHOLE
    expect([foreign.status, foreign.body.error.message]).toEqual([404, '城市月报没有这个收件人'])
  })

  it.each([
    ['/api/mailings/daily/send', all(4), 404, '没有这种邮件'],
    [
      '/api/mailings/monthly/send',
      { ...all(4), period: '2026-11' },
      400,
      '2026年11月尚未结束，12月1日起才能发送',
    ],
    [
      '/api/mailings/weekly/send',
      { ...all(4), period: '2026-W47' },
      400,
      '2026年第47周（11月16日至22日）尚未结束',
    ],
    ['/api/mailings/monthly/send', { ...all(4), period: '2026-W40' }, 400, '期次应为 2026-10 的形式'],
    ['/api/mailings/monthly/send', {}, 400, '请指定时期'],
    ['/api/mailings/monthly/send', { period: '2026-10', count: 4 }, 400, '请指定收件人'],
    ['/api/mailings/monthly/send', { ...all(4), recipients: '' }, 400, '请指定收件人'],
    ['/api/mailings/monthly/send', { ...all(4), recipients: [] }, 400, '请指定收件人'],
    ['/api/mailings/monthly/send', { period: '2026-10', recipients: 'all' }, 400, '请给出核对过的发送封数'],
    ['/api/mailings/monthly/send', only('evil@elsewhere.example', '10'), 404, '没有这个收件人'],
    ['/api/mailings/monthly/send', only('a@city10.example', '20'), 404, '没有这个收件人'],
    ['/api/mailings/monthly/send', all(3), 409, '核对的是 3 封，现在会发送 4 封'],
    ['/api/deliveries/nothing/decide', { action: 'resend' }, 404, '没有这条发送记录'],
    ['/api/deliveries/nothing/decide', { action: 'burn' }, 400, '只能为 resend 或 skip'],
  ])('refuse %s %o', async (url, body, status, message) => {
    const answer = await post(url, body)
    expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringContaining(message)])
  })
})

describe('sending now', () => {
  it('reaches the local mailbox once, and is shown in the log', async () => {
    const planned = (await ask('/api/mailings/monthly/send?period=2026-10')).body
    expect(planned.period.label).toBe('2026年10月')
    expect(results(planned.recipients)).toEqual(['10 queued', '20 queued', '11 queued', '12 queued'])
    const first = await post('/api/mailings/monthly/send', only('a@city10.example', '10'))
    expect(first.body).toEqual({
      period: { id: '2026-10', label: '2026年10月' },
      queued: 1,
      results: [{ recipient: 'a@city10.example', org: '10', orgName: '组10', result: 'queued' }],
    })
    expect(await pass()).toBe(1)
    // who looked at the list before that mail left is asked to look again
    expect((await post('/api/mailings/monthly/send', all(4))).status).toBe(409)
    expect(await pass()).toBe(0)
    const again = await post('/api/mailings/monthly/send', all(3))
    expect(again.body.queued).toBe(3)
    expect(results(again.body.results)).toEqual(['10 sent', '20 queued', '11 queued', '12 queued'])
    expect(await pass()).toBe(3)
    const { body } = await ask('/api/deliveries?mailing=monthly&period=2026-10&state=sent')
    expect(body.deliveries).toHaveLength(4)
    expect(body.deliveries[0].period).toEqual({ id: '2026-10', label: '2026年10月' })
    expect([body.periods, body.now]).toEqual([[{ id: '2026-10', label: '2026年10月' }], NOW])
    expect((await ask('/api/deliveries?period=')).body.error.message).toContain('期次不能为空')
    caller = CITY
    const mine = (await ask('/api/deliveries')).body.deliveries
    caller = WHOLE
    expect(mine.map(({ org }: { org: string }) => org).sort()).toEqual(['10', '11', '12'])

    const { messages } = (await ask('/api/mailbox')).body
    expect(messages).toHaveLength(4)
    const message = messages.find(({ subject }: { subject: string }) => subject.endsWith('组10'))
    expect(message).toMatchObject({
      from: '团数 <tuanshu@province.example>',
      to: 'a@city10.example',
      subject: '城市月报 2026年10月 组10',
      attachments: [{ name: '月报10.xlsx', bytes: 14 }],
    })
    expect((await ask(`/api/mailbox/${message.id}`)).body.html).toContain('<p>10</p>')
    const framed = await ask(`/api/mailbox/${message.id}/html`)
    expect(framed.headers['content-security-policy']).toContain("sandbox; default-src 'none'")
    const file = await ask(`/api/mailbox/${message.id}/files/0`)
    expect(file.bytes.toString()).toBe('workbook of 10')
    expect((await ask(`/api/mailbox/${message.id}/files/1`)).status).toBe(404)
    expect((await ask(`/api/mailbox/${encodeURIComponent('../secret')}`)).status).toBe(404)
  })

  it('is decided about when it is uncertain, inside the caller’s scope only', async () => {
    const sent = (await listDeliveries(test.warehouse.app)).find(({ org }) => org === '20')
    if (!sent) throw new Error('nothing was sent to 20')
    await changeDelivery(test.warehouse.app, sent, { state: 'uncertain' }, NOW)
    caller = CITY
    expect((await post(`/api/deliveries/${sent.id}/decide`, { action: 'resend' })).status).toBe(404)
    caller = WHOLE
    const planned = (await ask('/api/mailings/monthly/send?period=2026-10')).body.recipients
    expect(results(planned)).toEqual(['10 sent', '20 uncertain', '11 sent', '12 sent'])
    const decided = await post(`/api/deliveries/${sent.id}/decide`, { action: 'skip' })
    expect(decided.body).toMatchObject({ state: 'skipped', reason: 'boss 决定不发送' })
    const late = await post(`/api/deliveries/${sent.id}/decide`, { action: 'skip' })
    expect([late.status, late.body.error.message]).toEqual([409, '这封邮件的状态是“不发送”，不能取消'])
    expect(deeds.at(-1)).toBe('boss 20: skip monthly 2026-10 b@city20.example')
    expect(await pass()).toBe(0)
  })
})

describe('the mailbox', () => {
  it('shows whose scope is a part of the tree no mail, body or file of another part', async () => {
    const all = (await ask('/api/mailbox')).body.messages
    const foreign = all.find(({ to }: { to: string }) => to === 'b@city20.example')
    caller = CITY
    const { messages } = (await ask('/api/mailbox')).body
    const asked = await Promise.all(
      ['', '/html', '/files/0'].map(part => ask(`/api/mailbox/${foreign.id}${part}`)),
    )
    const own = await ask(`/api/mailbox/${messages[0].id}/files/0`)
    caller = WHOLE
    expect(messages.map(({ to }: { to: string }) => to).sort()).toEqual([
      'a@city10.example',
      'x@county.example',
      'x@county.example',
    ])
    expect(asked.map(({ status, body }) => [status, body.error.message])).toEqual(
      Array(3).fill([404, '没有这封邮件']),
    )
    expect(own.status).toBe(200)
  })

  it('is not there without MAIL_CATCHER', async () => {
    const other = Fastify()
    const config = { ...test.config, MAIL_CATCHER: false }
    await other.register(mailboxRoutes({ config, warehouse: test.warehouse }, { callerOf: () => caller }))
    expect((await other.inject('/api/mailbox')).statusCode).toBe(404)
    await other.close()
  })
})

describe('a correction', () => {
  it('goes only to who had the mail, once more and marked; the log tells the two apart', async () => {
    const period = '2026-09'
    const planned = async () =>
      results((await ask(`/api/mailings/monthly/send?period=${period}&correction=true`)).body.recipients)
    const send = (more: object) =>
      post('/api/mailings/monthly/send', { ...only('a@city10.example', '10'), period, ...more })
    expect(await planned()).toEqual(['10 unsent', '20 unsent', '11 unsent', '12 unsent'])
    await send({})
    // a mail that has not left will say what is known then
    expect((await planned())[0]).toBe('10 waiting')
    expect((await send({ correction: true })).body.error.message).toContain('现在会发送 0 封')
    expect(await pass()).toBe(1)
    expect((await planned())[0]).toBe('10 queued')
    expect((await send({ correction: true })).body.queued).toBe(1)
    // one that is on its way is not asked for again
    expect((await planned())[0]).toBe('10 waiting')
    expect(await pass()).toBe(1)
    const { deliveries } = (await ask(`/api/deliveries?period=${period}`)).body
    expect(deliveries.map((each: { isCorrection: boolean }) => each.isCorrection).sort()).toEqual([
      false,
      true,
    ])
    expect(deeds.at(-1)).toBe('boss 10: correct monthly 2026-09: 1 of 1')
  })
})
