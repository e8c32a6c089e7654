import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { composeMail } from '../../../../jobs/delivery/mail/composeMail.ts'
import {
  type Mailbox,
  readMessage,
  readMessages,
  startMailbox,
} from '../../../../jobs/delivery/mail/mailbox.ts'
import { SmtpSession } from '../../../../jobs/delivery/mail/smtp.ts'
import { createLog } from '../../../../warehouse/platform/log.ts'
import { temporaryDir } from '../../../support/warehouse.ts'

const { dir, remove } = temporaryDir()
let mailbox: Mailbox
let session: SmtpSession
let now = Date.parse('2026-11-04T08:00:00+08:00')

beforeAll(async () => {
  mailbox = await startMailbox(dir, createLog('test'), { now: () => now++ })
  session = new SmtpSession({ host: '127.0.0.1', port: mailbox.port, security: 'none' })
})
afterAll(async () => {
  session?.close()
  await mailbox?.stop()
  remove()
})

const order = { kind: 'monthly' as const, org: '10', month: '2026-10' }
const send = async (subject: string, bytes: Buffer) => {
  const message = await composeMail(
    {
      subject,
      figures: [],
      html: '<p>正文</p>',
      text: '正文',
      attachments: [{ name: '月报（广州）.xlsx', bytes, order }],
    },
    {
      from: '团数 <a@tuanshu.invalid>',
      to: 'b@city.example',
      messageId: '<x@tuanshu.invalid>',
      date: now,
      maxBytes: 10_000_000,
      portal: undefined,
      offerDownload: () => Promise.reject(new Error('not too large')),
    },
  )
  expect(await session.open()).toBeUndefined()
  expect(await session.send({ from: 'a@tuanshu.invalid', to: 'b@city.example' }, message)).toMatchObject({
    kind: 'sent',
  })
}

it('gives back what was sent, byte for byte', async () => {
  // lines that begin with a dot, and everything else that a transport might touch
  const bytes = Buffer.concat([Buffer.from('\r\n.\r\n.\n'), randomBytes(300_000)])
  await send('城市月报 2026年10月', bytes)
  const [message] = await readMessages(dir)
  expect(message).toMatchObject({
    subject: '城市月报 2026年10月',
    messageId: '<x@tuanshu.invalid>',
    from: '团数 <a@tuanshu.invalid>',
    to: 'b@city.example',
    html: expect.stringContaining('<p>正文</p>'),
    text: expect.stringContaining('月报（广州）.xlsx'),
  })
  expect(message?.attachments.map(({ name }) => name)).toEqual(['月报（广州）.xlsx'])
  expect(message?.attachments[0]?.bytes.equals(bytes)).toBe(true)
  expect((await readMessage(dir, message?.id ?? ''))?.messageId).toBe('<x@tuanshu.invalid>')
})

it('keeps the last 200, where nobody else reads them', async () => {
  const folder = path.join(dir, 'mailbox')
  for (let i = 0; i < 200; i++)
    fs.writeFileSync(path.join(folder, `${1_600_000_000_000 + i}-00000000.eml`), `Subject: ${i}\r\n\r\n`)
  await send('最后一封', Buffer.alloc(0))
  const messages = await readMessages(dir)
  expect(messages).toHaveLength(200)
  // the new one, the one of the test before, and all but the two oldest
  expect([messages[0]?.subject, messages.at(-1)?.subject]).toEqual(['最后一封', '2'])
  expect(fs.statSync(folder).mode & 0o777).toBe(0o700)
  expect(fs.statSync(path.join(folder, `${messages[0]?.id}.eml`)).mode & 0o777).toBe(0o600)
  expect(await readMessage(dir, '../secret')).toBeUndefined()
})
