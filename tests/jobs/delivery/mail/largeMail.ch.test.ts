import { randomBytes } from 'node:crypto'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { exportRequest } from '../../../../jobs/delivery/exports/exportRequest.ts'
import { exportsOf } from '../../../../jobs/delivery/exports/exportStore.ts'
import { createDownloads } from '../../../../jobs/delivery/mail/mailContent.ts'
import type { MailContext } from '../../../../jobs/delivery/mail/mailContext.ts'
import { addAccount } from '../../../../warehouse/control/accounts/accounts.ts'
import { formatInstant } from '../../../../warehouse/platform/time/day.ts'
import { plainBuilders, recipientOf } from '../../../support/delivery/mailContext.ts'
import { bytesOf, mailDesk } from '../../../support/delivery/mailDesk.ts'

const desk = mailDesk()
const { context, run, only, parse } = desk

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
    expect(attachments.map(({ filename }) => filename)).toEqual([`城市月报 ${desk.period.label} 组织10.zip`])
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
        return { url: 'https://tuanshu.example/d?a=1&b=2', expiresAt: desk.now + 86_400_000 }
      },
    })
    await run(mail)
    const { attachments, text, html } = await parse()
    expect(attachments).toEqual([])
    expect(offered).toEqual(['月报.xlsx for 10'])
    expect(text).toContain('https://tuanshu.example/d?a=1&b=2')
    expect(text).toContain(`${formatInstant(desk.now + 86_400_000).slice(0, 16)} 前有效`)
    expect(html).toContain('href="https://tuanshu.example/d?a=1&amp;b=2"')
    expect((await only()).bytes).toBeLessThan(100_000)
  })

  it('stands among the exports of its account as what it is', async () => {
    const { config, warehouse } = desk.test
    const { address } = recipientOf('10')
    const account = {
      login: 'city-10',
      role: 'committee',
      org: '10',
      email: address,
      passwordHash: '',
    } as const
    await addAccount(warehouse.app, account, desk.now)
    const offerDownload = createDownloads({
      config: { ...config, PUBLIC_URL: 'https://tuanshu.example' },
      warehouse,
      now: () => desk.now,
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
