import { describe, expect, it } from 'vitest'
import { deliverDue } from '../../../../jobs/delivery/mail/deliverDue.ts'
import { decideDelivery, requestCorrection } from '../../../../jobs/delivery/mail/requests.ts'
import { startPeriod } from '../../../../jobs/delivery/mail/startPeriod.ts'
import { MAILINGS } from '../../../../warehouse/catalogue/mailings.ts'
import { recipientOf } from '../../../support/delivery/mailContext.ts'
import { mailDesk } from '../../../support/delivery/mailDesk.ts'

const going = new AbortController().signal
const ADMIN = 'admin'
const { monthly } = MAILINGS
const desk = mailDesk()
const { context, run, states, only, parse } = desk

describe('a decision', () => {
  it('is carried out once, whoever else decides', async () => {
    desk.server.behave.data = () => 'drop'
    await run(context([recipientOf('10')]))
    const { id } = await only()
    const decide = (login: string) =>
      decideDelivery(desk.test.warehouse.app, id, 'skip', { login, now: desk.now })
    const [one, two] = await Promise.all([decide('one'), decide('two')])
    expect([one, two].filter(each => typeof each === 'object')).toHaveLength(1)
    expect([one, two].filter(each => each === 'skipped')).toHaveLength(1)
    expect((await only()).state).toBe('skipped')
    expect(
      await decideDelivery(desk.test.warehouse.app, 'nothing', 'skip', { login: 'one', now: desk.now }),
    ).toBeUndefined()
  })
})

describe('a correction', () => {
  it('is a second mail, marked, that knows what the one before it said', async () => {
    const mail = context([recipientOf('10')])
    const correct = () =>
      requestCorrection(desk.test.warehouse.app, monthly, desk.period, recipientOf('10'), mail.from, {
        login: ADMIN,
        now: desk.now,
      })
    expect(await correct()).toBe('unsent')
    await startPeriod(monthly, desk.period, mail)
    // nothing is corrected that has not left
    expect(await correct()).toBe('waiting')
    await deliverDue(mail, going)
    expect(desk.server.taken).toHaveLength(1)
    expect(await correct()).toBe('queued')
    // asked for twice it is one
    expect(await correct()).toBe('waiting')
    await deliverDue(mail, going)
    expect(desk.server.taken).toHaveLength(2)
    expect((await parse(1)).subject).toBe(`更正 10：城市月报 ${desk.period.label} 组织10`)
    expect(
      (await states()).map(({ correction, state, decidedBy }) => [correction, state, decidedBy]),
    ).toHaveLength(2)
    expect(await correct()).toBe('queued')
  })
})
