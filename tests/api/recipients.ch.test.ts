import { describe, expect, it } from 'vitest'
import type { RecipientInfo } from '../../api/contract.ts'
import { readEnteredRecipients } from '../../jobs/delivery/mail/enteredRecipients.ts'
import { createRecipients } from '../../jobs/delivery/mail/mailContext.ts'
import { listAccounts } from '../../warehouse/control/accounts/accounts.ts'
import { readAudit } from '../../warehouse/control/accounts/audit.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { signedIn } from './server.ts'
import { signInDesk } from './signInDesk.ts'

const desk = signInDesk()
const { ask } = desk
const NO_ORG = '没有这个组织，或它不在您的数据范围内'
const PATHS: Readonly<Record<string, readonly string[]>> = {
  10: ['1', '10'],
  11: ['1', '10', '11'],
  20: ['1', '20'],
}
const admin = (org: string, login?: string) =>
  signedIn(desk.server, { role: 'admin', org, ...(login ? { login } : {}) })
const add = (who: { cookie: string }, body: object) => ask('POST', '/api/recipients', who, body)
const remove = (who: { cookie: string }, body: object) => ask('POST', '/api/recipients/remove', who, body)
const listed = async (who: { cookie: string }): Promise<RecipientInfo[]> =>
  (await ask('GET', '/api/recipients', who)).body.recipients
/** Who gets a mailing, as the process knows it that mails. */
const mailed = async (mailing: 'monthly' | 'weekly') => {
  const { app } = desk.test.warehouse
  const log = createLog('test').child({}, { level: 'error' })
  const recipients = createRecipients(desk.test.config, desk.test.warehouse, log, () => listAccounts(app))
  return (await recipients(mailing)).recipients.map(({ address, org }) => `${org} ${address}`)
}

describe('recipients of mailings', () => {
  it('are added and removed on the page, get mail from then on and no more, and leave a trail', async () => {
    const city = await admin('10', 'city-10')
    const { status, body } = await add(city, { address: ' Office@City10.cn ', org: '11', mailings: ['monthly'] })
    expect([status, body.recipients]).toMatchObject([
      200,
      [{ address: 'office@city10.cn', org: '11', orgName: '组11', mailings: ['monthly'], source: 'page', enteredBy: 'city-10' }],
    ])
    expect([await mailed('monthly'), await mailed('weekly')]).toEqual([['11 office@city10.cn'], []])
    // adding it again says which mailings it gets
    await add(city, { address: 'office@city10.cn', org: '11', mailings: ['weekly'] })
    expect([await mailed('monthly'), await mailed('weekly')]).toEqual([[], ['11 office@city10.cn']])
    expect((await remove(city, { address: 'office@city10.cn', org: '11' })).body.recipients).toEqual([])
    expect(await mailed('weekly')).toEqual([])
    expect((await remove(city, { address: 'office@city10.cn', org: '11' })).status).toBe(404)
    const trail = await readAudit(desk.test.warehouse.app, { org: '11' }, { limit: 3 })
    expect(trail.map(({ login, action, detail }) => `${login} ${action} ${detail}`).sort()).toEqual([
      'city-10 recipient_add office@city10.cn（组11）：城市月报',
      expect.stringMatching(/^city-10 recipient_add office@city10\.cn（组11）：/),
      'city-10 recipient_remove office@city10.cn（组11）',
    ])
  })

  it('are seen and changed within the own subtree only: a foreign organisation is as one that there is not', async () => {
    const province = await admin('root')
    for (const org of Object.keys(PATHS)) await add(province, { address: `of@${org}.cn`, org, mailings: ['weekly'] })
    for (const own of Object.keys(PATHS)) {
      const who = await admin(own)
      const inside = Object.keys(PATHS).filter(org => PATHS[org]?.includes(own))
      expect((await listed(who)).map(({ org }) => org).sort()).toEqual(inside.sort())
      for (const org of [...Object.keys(PATHS), '1', '77']) {
        if (inside.includes(org)) continue
        const given = { address: `of@${org}.cn`, org }
        for (const reply of [await add(who, { ...given, mailings: ['weekly'] }), await remove(who, given)])
          expect([own, org, reply.status, reply.body.error.message]).toEqual([own, org, 404, NO_ORG])
      }
    }
    expect(await readEnteredRecipients(desk.test.warehouse.app)).toHaveLength(Object.keys(PATHS).length)
  })

  it.each([
    [{ address: 'nowhere', org: '10', mailings: ['weekly'] }, /邮箱地址无效/],
    [{ address: 'a@b.cn', org: '10', mailings: [] }, /请至少选一种定时邮件/],
    [{ address: 'a@b.cn', org: '10', mailings: ['daily'] }, /没有这种定时邮件/],
    [{ address: 'a@b.cn', mailings: ['weekly'] }, /请选择组织/],
  ])('refuse %j', async (body, message) => {
    const reply = await add(await admin('10'), body)
    expect([reply.status, reply.body.error.message]).toEqual([400, expect.stringMatching(message)])
  })
})
