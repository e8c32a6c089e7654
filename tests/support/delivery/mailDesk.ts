import PostalMime, { type Email } from 'postal-mime'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { MailRecipient } from '../../../jobs/delivery/mail/builder.ts'
import { type HeldDelivery, listDeliveries } from '../../../jobs/delivery/mail/deliveryStore.ts'
import type { MailContext } from '../../../jobs/delivery/mail/mailContext.ts'
import { runMailing } from '../../../jobs/delivery/mail/mailer.ts'
import { dueAt, type MailPeriod, periodAfter, periodAt } from '../../../jobs/delivery/mail/periods.ts'
import { MAILINGS } from '../../../warehouse/catalogue/mailings.ts'
import { at } from '../../warehouse/query/world.ts'
import { type MailServer, mailServer } from '../servers/mailServer.ts'
import { type TestWarehouse, testWarehouse } from '../warehouse.ts'
import { mailContext } from './mailContext.ts'

const { monthly } = MAILINGS

/** The monthly mailing over a warehouse and a mail server; every case has a period of its own. */
export interface MailDesk {
  readonly test: TestWarehouse
  readonly server: MailServer
  /** Both may be moved on by a case; at its start it is the moment at which the period is due. */
  period: MailPeriod
  now: number
  context(recipients: readonly MailRecipient[], changes?: Partial<MailContext>): MailContext
  run(mail: MailContext): Promise<number>
  /** Deliveries of the period, by recipient. */
  states(): Promise<HeldDelivery[]>
  /** Its only delivery. */
  only(): Promise<HeldDelivery>
  /** A mail as its recipient reads it. */
  parse(i?: number): Promise<Email & { raw: Buffer }>
}

/** Registers what happens before and after each test of the file. */
export function mailDesk(): MailDesk {
  let test: TestWarehouse
  let server: MailServer
  beforeAll(async () => {
    test = await testWarehouse()
  })
  afterAll(() => test?.stop())
  beforeEach(async () => {
    desk.period = periodAfter(desk.period)
    desk.now = dueAt(monthly, desk.period)
    server = await mailServer()
  })
  afterEach(() => server.stop())

  const states = async (): Promise<HeldDelivery[]> => {
    const filter = { mailing: 'monthly', period: desk.period.id } as const
    return (await listDeliveries(test.warehouse.app, filter)).sort((a, b) =>
      `${a.recipient}${a.org}` < `${b.recipient}${b.org}` ? -1 : 1,
    )
  }
  const desk: MailDesk = {
    get test() {
      return test
    },
    get server() {
      return server
    },
    period: periodAt(monthly, at('2020-01-01')),
    now: 0,
    context: (recipients, changes = {}) =>
      mailContext(test.warehouse, server.port, recipients, { now: () => desk.now, ...changes }),
    run: mail => runMailing(monthly, desk.period, mail, new AbortController().signal),
    states,
    only: async () => {
      const [delivery, ...others] = await states()
      if (!delivery || others.length > 0) throw new Error(`${others.length + 1} deliveries instead of one`)
      return delivery
    },
    parse: async (i = 0) => {
      const raw = server.taken[i]?.raw
      if (!raw) throw new Error(`no mail ${i}`)
      return { ...(await PostalMime.parse(raw)), raw }
    },
  }
  return desk
}

/** The bytes of an attachment, which the parser gives as it likes. */
export function bytesOf(attachment: { content: string | ArrayBuffer | Uint8Array } | undefined): Buffer {
  const content = attachment?.content ?? ''
  return typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content))
}
