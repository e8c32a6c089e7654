import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Change } from '../../../ingest/change.ts'
import { type ParentLink, stepsOf } from '../../../ingest/log/parents.ts'
import { rebuildLog } from '../../../ingest/log/rebuild.ts'
import { rows } from '../../../ingest/log/rows.ts'
import { rulesOf } from '../../../ingest/log/rules.ts'
import { addVersions } from '../../../ingest/log/timeline.ts'
import { LogWriter } from '../../../ingest/log/writer.ts'
import { ENTITIES, type EntityName } from '../../../warehouse/catalogue/entities.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { formatDay, parseDay } from '../../../warehouse/platform/time/day.ts'
import { makeChange } from '../../support/ingest/changes.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

const log = createLog('test')
const fieldOf = (entity: EntityName, name: string) =>
  ENTITIES[entity].fields.findIndex(field => field.name === name)
const BILLS = 'spool:test/bills/0@1'
const PAYMENTS = 'spool:test/payments/0@1'

/** Payments of a system that sends neither branch nor month with them. */
const LINK: ParentLink = {
  system: 1,
  parent: 'dues_bill',
  key: fieldOf('dues_payment', 'bill_id'),
  fields: [
    { field: fieldOf('dues_payment', 'org_id'), from: fieldOf('dues_bill', 'org_id') },
    { field: fieldOf('dues_payment', 'bill_month'), from: fieldOf('dues_bill', 'bill_month') },
  ],
  asOf: null,
  source: 'log:dues_bill/1:bill_id>org_id=org_id,bill_month=bill_month',
}
/** Sign-ups that do not say to which branch the member belonged. */
const AS_OF: ParentLink = {
  system: 1,
  parent: 'member',
  key: fieldOf('signup', 'member_id'),
  fields: [{ field: fieldOf('signup', 'member_org_id'), from: fieldOf('member', 'org_id') }],
  asOf: fieldOf('signup', 'submitted_on'),
  source: 'log:member/1:member_id>member_org_id=org_id@submitted_on',
}

const day = (text: string) => parseDay(text) ?? 0

function bill(id: number, offset: number, at: string, org: string | null): Change {
  return makeChange(
    'dues_bill',
    id,
    offset,
    at,
    org === null
      ? 'deleted'
      : { org_id: org, bill_month: day('2026-05-01'), amount_due_fen: 20, status: 'open' },
    BILLS,
  )
}

function payment(id: number, offset: number, at: string, of: number | null, fen = 20): Change {
  const change = makeChange(
    'dues_payment',
    id,
    offset,
    at,
    of === null ? 'deleted' : { bill_id: String(of), amount_fen: fen, paid_on: day('2026-05-03') },
    PAYMENTS,
  )
  const unsent = LINK.fields.reduce((mask, { field }) => mask | (1n << BigInt(field)), 0n)
  return { ...change, version: { ...change.version, sent: change.version.sent & ~unsent } }
}

describe('rows that take fields from a parent', () => {
  let test: TestWarehouse
  beforeAll(async () => {
    test = await testWarehouse()
  })
  afterAll(() => test.stop())
  beforeEach(async () => {
    for (const entity of ['dues_bill', 'dues_payment', 'member', 'signup'])
      await test.warehouse.app.command({ query: `truncate table app.dwd_${entity}_log` })
  })

  const ask = async (query: string) => {
    const result = await test.warehouse.app.query({ query, format: 'JSONCompactEachRow' })
    return result.json<unknown[]>()
  }
  async function open(entity: EntityName, links: ParentLink[] = []): Promise<LogWriter> {
    const hooks = { collided: async () => {} }
    const writer = new LogWriter(test.warehouse.app, entity, 1, log, hooks, { links })
    await writer.open()
    return writer
  }
  const headOf = async (entity: EntityName) => {
    const [[head] = []] = await ask(`select toUInt32(max(batch)) from app.dwd_${entity}_log`)
    return BigInt(Number(head) + 1)
  }
  const follow = async (writer: LogWriter, link: ParentLink) =>
    writer.write([], new Map([[link.source, await headOf(link.parent)]]))
  const told = () =>
    ask(`select toString(id), toString(transition), toString(day), toString(org_id), toInt32(sum(sign)) as net
      from app.dwd_dues_payment_log where sign != 0 group by 1, 2, 3, 4 having net != 0 order by 3, 1, 2 desc`)

  it('wait for it, are dated as they happened, and follow its corrections', async () => {
    const bills = await open('dues_bill')
    const payments = await open('dues_payment', [LINK])
    await payments.write([payment(1, 0, '2026-05-03', 70)], new Map([[PAYMENTS, 1n]]))
    await follow(payments, LINK)
    expect(await told()).toEqual([])

    await bills.write([bill(70, 0, '2026-05-05', '5')], new Map([[BILLS, 1n]]))
    await follow(payments, LINK)
    expect(await told()).toEqual([['1', 'enter', '2026-05-03', '5', 1]])

    // one whose parent is known already is right at once
    await payments.write([payment(2, 1, '2026-05-06', 70)], new Map([[PAYMENTS, 2n]]))
    expect(await told()).toContainEqual(['2', 'enter', '2026-05-06', '5', 1])

    await bills.write([bill(70, 1, '2026-05-20', '6')], new Map([[BILLS, 2n]]))
    await follow(payments, LINK)
    expect((await told()).filter(([id]) => id === '1')).toEqual([
      ['1', 'enter', '2026-05-03', '5', 1],
      ['1', 'move_out', '2026-05-20', '5', -1],
      ['1', 'move_in', '2026-05-20', '6', 1],
    ])
    // money that was paid stays where it was when the bill is cleaned away
    await bills.write([bill(70, 2, '2026-05-21', null)], new Map([[BILLS, 3n]]))
    await follow(payments, LINK)
    expect(
      await ask('select toString(org_id), toUInt32(count()) from app.dwd_dues_payment group by 1'),
    ).toEqual([['6', 2]])
  })

  it('leave the parent where it was on their day, when they are asked as of it', async () => {
    const members = await open('member')
    const signups = await open('signup', [AS_OF])
    const member = (offset: number, at: string, org: string) =>
      makeChange('member', 7, offset, at, { org_id: org, status: 'active' }, 'spool:test/m/0@1')
    const made = makeChange('signup', 1, 0, '2026-05-11', {
      org_id: '9',
      member_id: '7',
      submitted_on: day('2026-05-10'),
    })
    const unsent = 1n << BigInt(fieldOf('signup', 'member_org_id'))
    await signups.write(
      [{ ...made, version: { ...made.version, sent: made.version.sent & ~unsent } }],
      new Map(),
    )
    const branch = () => ask('select toString(member_org_id) from app.dwd_signup')
    expect(await branch()).toEqual([['0']])
    await members.write([member(5, '2026-06-01', '6')], new Map())
    await follow(signups, AS_OF)
    expect(await branch()).toEqual([['6']])
    // what comes late says where she was then
    await members.write([member(0, '2026-05-01', '5')], new Map())
    await follow(signups, AS_OF)
    expect(await branch()).toEqual([['5']])
    await members.write([member(9, '2026-07-01', '8')], new Map())
    await follow(signups, AS_OF)
    expect(await branch()).toEqual([['5']])
  })

  it('see a parent that comes while they are being written', async () => {
    const bills = await open('dues_bill')
    let isFirst = true
    const slow = new LogWriter(
      test.warehouse.app,
      'dues_payment',
      1,
      log,
      {
        collided: async () => {},
        beforeInsert: async () => {
          if (!isFirst) return
          isFirst = false
          // the bill was not there when it was looked up, and the payment is not there when the bill is followed
          await bills.write([bill(70, 0, '2026-05-05', '5')], new Map())
          await follow(await open('dues_payment', [LINK]), LINK)
        },
      },
      { links: [LINK] },
    )
    await slow.open()
    await slow.write([payment(1, 0, '2026-05-03', 70)], new Map([[PAYMENTS, 1n]]))
    expect(await told()).toEqual([['1', 'enter', '2026-05-03', '5', 1]])
  })

  it('are right once, whatever the order, the batches and the repetitions of both', {
    timeout: 180_000,
  }, async () => {
    const dayOf = (n: number) => `2026-05-${String(n).padStart(2, '0')}`
    const at = fc.integer({ min: 1, max: 28 }).map(dayOf)
    const [drawnBills = []] = fc.sample(
      fc.array(
        fc.record({ id: fc.integer({ min: 1, max: 12 }), at, org: fc.constantFrom('5', '6', '8', null) }),
        {
          minLength: 60,
          maxLength: 60,
        },
      ),
      { numRuns: 1, seed: 31 },
    )
    const [drawnPayments = []] = fc.sample(
      fc.array(
        fc.record({
          id: fc.integer({ min: 1, max: 30 }),
          at,
          of: fc.option(fc.integer({ min: 1, max: 14 }), { freq: 6, nil: null }),
          fen: fc.integer({ min: 1, max: 3 }),
        }),
        { minLength: 120, maxLength: 120 },
      ),
      { numRuns: 1, seed: 32 },
    )
    const bills = drawnBills.map((one, i) => bill(one.id, i, one.at, one.org))
    const payments = drawnPayments.map((one, i) => payment(one.id, i, one.at, one.of, one.fen))
    const [plan = []] = fc.sample(
      fc.array(
        fc.record({
          what: fc.constantFrom<'bills' | 'payments' | 'follow'>('bills', 'payments', 'payments', 'follow'),
          size: fc.integer({ min: 1, max: 9 }),
          again: fc.boolean(),
        }),
        { minLength: 50, maxLength: 50 },
      ),
      { numRuns: 1, seed: 33 },
    )
    const shuffled = (all: Change[], seed: number) =>
      fc.sample(fc.shuffledSubarray(all, { minLength: all.length }), { numRuns: 1, seed })[0] ?? []
    const waiting = { bills: shuffled(bills, 34), payments: shuffled(payments, 35) }
    const billWriter = await open('dues_bill')
    let paymentWriter = await open('dues_payment', [LINK])
    for (const step of plan) {
      if (step.what === 'follow') {
        await follow(paymentWriter, LINK)
        continue
      }
      const writer = step.what === 'bills' ? billWriter : paymentWriter
      const batch = waiting[step.what].splice(0, step.size)
      await writer.write(batch, new Map())
      if (!step.again) continue
      // a process that died after its batch writes it again, and knows nothing of the one before
      if (step.what === 'payments') paymentWriter = await open('dues_payment', [LINK])
      await (step.what === 'bills' ? billWriter : paymentWriter).write(batch, new Map())
    }
    await billWriter.write(waiting.bills, new Map())
    await paymentWriter.write(waiting.payments, new Map())
    await follow(paymentWriter, LINK)

    const check = async () => {
      expect(await ask(CURRENT)).toEqual(current(bills, payments))
      const found = await ask(
        "select concatWithSeparator(' ', toString(id), toString(transition), toString(day), toString(org_id), toString(amount_fen)) as row, toInt32(sum(sign)) as net from app.dwd_dues_payment_log where sign != 0 group by row having net != 0 order by row",
      )
      expect(found).toEqual(allRows(bills, payments))
    }
    await check()
    expect((await ask(CURRENT)).length).toBeGreaterThan(10)

    // the same from the versions alone, and the parents' log with other batch numbers afterwards
    await rebuildLog('dues_payment', {
      client: test.warehouse.app,
      config: test.config,
      keyId: 1,
      log,
      links: [LINK],
    })
    await check()
    await rebuildLog('dues_bill', { client: test.warehouse.app, config: test.config, keyId: 1, log })
    paymentWriter = await open('dues_payment', [LINK])
    await follow(paymentWriter, LINK)
    await check()
  })

  it('finds the rows of a parent by their projection', async () => {
    await test.warehouse.app.command({
      query:
        'insert into app.dwd_dues_payment_log (ev, system, id, bill_id) select 1, 1, number, number from numbers(50000)',
    })
    const plan = await ask(
      'explain projections = 1 select distinct id from app.dwd_dues_payment_log where ev = 1 and system = 1 and bill_id in (1, 2) and id > 0 order by id limit 5',
    )
    expect(JSON.stringify(plan)).toContain('of_bill')
  })
})

const CURRENT =
  'select toString(id), toString(org_id), toInt32(amount_fen) from app.dwd_dues_payment order by id'

/** Which payments count in the end, decided as simply as possible: the last word of each source. */
function current(bills: Change[], payments: Change[]): unknown[] {
  const branch = new Map<string, string>()
  for (const one of bills) if (one.version.life === 'shown') branch.set(one.id, String(one.version.fields[0]))
  const last = new Map(payments.map(one => [one.id, one]))
  return [...last.values()]
    .filter(one => one.version.life === 'shown')
    .flatMap(one => {
      const org = branch.get(String(one.version.fields[LINK.key]))
      return org === undefined
        ? []
        : [[one.id, org, one.version.fields[fieldOf('dues_payment', 'amount_fen')]]]
    })
    .sort((a, b) => Number(a[0]) - Number(b[0]))
}

/** All signed rows that the two timelines of each payment mean. */
function allRows(bills: Change[], payments: Change[]): unknown[] {
  const group = (changes: Change[]) => {
    const byId = new Map<string, Change['version'][]>()
    for (const { id, version } of changes) byId.set(id, [...(byId.get(id) ?? []), version])
    return byId
  }
  const rules = rulesOf(ENTITIES.dues_bill)
  const steps = new Map(
    [...group(bills)].map(([id, versions]) => [id, stepsOf(rules, addVersions([], versions), LINK)]),
  )
  const net = new Map<string, number>()
  const amount = fieldOf('dues_payment', 'amount_fen')
  for (const [id, versions] of group(payments)) {
    const found = rows(rulesOf(ENTITIES.dues_payment), addVersions([], versions), [{ link: LINK, steps }])
    for (const row of found) {
      const name = [id, row.transition, formatDay(row.day), row.state[0], row.state[amount]].join(' ')
      net.set(name, (net.get(name) ?? 0) + row.sign)
    }
  }
  return [...net].filter(([, sum]) => sum !== 0).sort(([a], [b]) => (a < b ? -1 : 1))
}
