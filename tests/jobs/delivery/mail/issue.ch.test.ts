import PostalMime from 'postal-mime'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deliverDue } from '../../../../jobs/delivery/mail/deliverDue.ts'
import { listDeliveries } from '../../../../jobs/delivery/mail/deliveryStore.ts'
import { startBulletins } from '../../../../jobs/delivery/mail/issue.ts'
import { setPaused } from '../../../../jobs/delivery/mail/mailingState.ts'
import { issuedBulletin } from '../../../support/delivery/issuedBulletin.ts'
import { mailContext, recipientOf } from '../../../support/delivery/mailContext.ts'
import { bytesOf } from '../../../support/delivery/mailDesk.ts'
import { type MailServer, mailServer } from '../../../support/servers/mailServer.ts'
import { type TestWarehouse, testWarehouse } from '../../../support/warehouse.ts'

const HOUR_MS = 3_600_000
const ISSUED = Date.parse('2026-11-21T07:00:00+08:00')
// of the units 10 and 20, of one below a unit and of the whole instance
const RECIPIENTS = ['10', '20', '11', 'root'].map(org => recipientOf(org))

let test: TestWarehouse
let server: MailServer
let number = 0
let now = ISSUED

beforeAll(async () => {
  test = await testWarehouse()
})
afterAll(() => test?.stop())
beforeEach(async () => {
  server = await mailServer()
  now += 24 * HOUR_MS
})
afterEach(() => server.stop())

const issue = () => issuedBulletin(test, ++number, now)

async function look(recipients = RECIPIENTS): Promise<void> {
  const context = mailContext(test.warehouse, server.port, recipients, { now: () => now })
  await startBulletins(context)
  await deliverDue(context, new AbortController().signal)
}

const parsed = () => Promise.all(server.taken.map(({ raw }) => PostalMime.parse(raw)))

describe('a bulletin that was issued', () => {
  it('goes to the units that it names, each with the own line marked and the Word document', async () => {
    await issue()
    await look()
    const mails = await parsed()
    expect(mails.map(({ to }) => to?.[0]?.address).sort()).toEqual(['a@city10.example', 'a@city20.example'])
    for (const mail of mails) {
      const isTen = mail.to?.[0]?.address === 'a@city10.example'
      expect(mail.subject).toBe(`团省委关于主题活动开展情况的通报（通报〔2026〕第${number}期）`)
      expect(mail.text).toContain('全省本期开展活动7场')
      expect(mail.text).toContain(
        isTen ? '组<10>（本单位）：第 1 名，活动 7 场' : '组20（本单位）：第 2 名，活动 0 场',
      )
      const own = isTen ? '组&lt;10&gt;（本单位）' : '组20（本单位）（通报）'
      expect(mail.html).toContain(own)
      expect(mail.html?.match(/（本单位）/g)).toHaveLength(1)
      expect(mail.attachments.map(({ filename }) => filename)).toEqual([`${mail.subject}.docx`])
      expect(bytesOf(mail.attachments[0]).subarray(0, 2).toString()).toBe('PK')
    }
  })

  it('is mailed once, however often somebody looks, also to who is added after it was started', async () => {
    await issue()
    await Promise.all([look(RECIPIENTS.slice(0, 1)), look(RECIPIENTS.slice(0, 1))])
    await look()
    expect(server.taken.map(({ to }) => to)).toEqual(['a@city10.example'])
  })

  it('is mailed to nobody while nobody is a recipient, nor once it is no news any more', async () => {
    await issue()
    await look([])
    now += 4 * 24 * HOUR_MS
    await look()
    expect(server.taken).toEqual([])
  })

  it('waits while its mailing is paused', async () => {
    const { id } = await issue()
    await setPaused(test.warehouse.app, 'bulletin', true, 'admin', now)
    await look()
    expect(server.taken).toEqual([])
    await setPaused(test.warehouse.app, 'bulletin', false, 'admin', now)
    await look()
    const deliveries = await listDeliveries(test.warehouse.app, { mailing: 'bulletin', period: id })
    expect(deliveries.map(({ org, state }) => `${org} ${state}`).sort()).toEqual(['10 sent', '20 sent'])
  })
})
