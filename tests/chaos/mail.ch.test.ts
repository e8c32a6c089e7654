import type { ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { StoredState } from '../../jobs/delivery/mail/delivery.ts'
import { type HeldDelivery, listDeliveries } from '../../jobs/delivery/mail/deliveryStore.ts'
import { dueAt, periodAfter, periodAt } from '../../jobs/delivery/mail/periods.ts'
import { MAILINGS } from '../../warehouse/catalogue/mailings.ts'
import { startScript } from '../support/processes/runScript.ts'
import { type MailServer, mailServer } from '../support/servers/mailServer.ts'
import { until } from '../support/until.ts'
import { type TestWarehouse, temporaryDir, testWarehouse } from '../support/warehouse.ts'
import { at } from '../warehouse/query/world.ts'

const KILLS = 8
const HOUR_MS = 3_600_000
const RECIPIENTS = ['10', '20', '30']
const OPEN: readonly StoredState[] = ['waiting', 'building', 'sending']
// of the worker's clock in hours: no greylisting lasts longer than the longest wait
const PATIENCE_H = 24 * 3

/** Kills and freezes processes that send mail at random moments; a real mail server counts what arrives. */
describe('mail under kill -9', () => {
  const { dir, remove } = temporaryDir()
  const workers = new Set<ChildProcess>()
  let test: TestWarehouse
  let server: MailServer
  let period = periodAt(MAILINGS.monthly, at('2020-01-01'))
  let clock = 0

  beforeAll(async () => {
    test = await testWarehouse()
    server = await mailServer()
    setClock(dueAt(MAILINGS.monthly, period))
  })
  afterEach(() => {
    for (const worker of workers) kill(worker)
  })
  afterAll(async () => {
    await server?.stop()
    await test?.stop()
    remove()
  })

  const setClock = (ms: number) => {
    clock = ms
    // renamed into place: a worker never reads half of it
    fs.writeFileSync(path.join(dir, 'clock.next'), String(ms))
    fs.renameSync(path.join(dir, 'clock.next'), path.join(dir, 'clock'))
  }
  const startWorker = (): ChildProcess => {
    const settings = {
      connection: test.connection,
      port: server.port,
      dir,
      recipients: RECIPIENTS,
      leaseMs: 900,
    }
    const worker = startScript('tests/support/processes/mailWorker.ts', [JSON.stringify(settings)])
    worker.stderr?.resume()
    workers.add(worker)
    return worker
  }
  const kill = (worker: ChildProcess) => {
    workers.delete(worker)
    worker.kill('SIGKILL')
  }
  const nextPeriod = () => {
    period = periodAfter(period)
    setClock(dueAt(MAILINGS.monthly, period))
  }
  const list = (filter: { states?: readonly StoredState[]; period?: string } = {}): Promise<HeldDelivery[]> =>
    listDeliveries(test.warehouse.app, filter)
  /** Lets the clock run until nothing is open any more. */
  const drain = async () => {
    for (let hours = 0; hours < PATIENCE_H; hours++) {
      setClock(clock + HOUR_MS)
      const isDone = await until('the mails that are due', async () => {
        const open = await list({ states: OPEN })
        if (open.length === 0) return 'all'
        return open.every(({ state, retryAt }) => state === 'waiting' && retryAt > clock) ? 'due' : undefined
      })
      if (isDone === 'all') return
    }
  }

  it(`no recipient has two mails after ${KILLS} kills, and none is forgotten`, {
    timeout: 300_000,
  }, async () => {
    let seed = 7
    const random = () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
      return seed / 2 ** 32
    }
    let kills = 0
    let atArrival = false
    server.behave.recipient = () => (random() < 0.1 ? { code: 451, text: 'busy' } : undefined)
    server.behave.data = async () => {
      const isTaken = random() < 0.7
      await new Promise(resolve => setTimeout(resolve, random() * 30))
      if (atArrival) {
        // all of the message has arrived and is not answered yet: its sender dies now
        atArrival = false
        const senders = (await list({ states: ['sending'] })).map(({ holder }) =>
          Number(holder.split(':')[2]),
        )
        for (const worker of [...workers]) if (senders.includes(worker.pid ?? 0)) kill(worker)
        kills++
        return isTaken ? 'take and drop' : 'drop'
      }
      return 'take'
    }

    while (kills < KILLS) {
      while (workers.size < 2) startWorker()
      nextPeriod()
      const before = kills
      if (kills % 3 === 1) {
        atArrival = true
        await until('a message', () => (kills > before ? true : undefined))
        continue
      }
      // somewhere between the start of the period and its last mail
      const wanted = server.taken.length + Math.floor(random() * RECIPIENTS.length)
      await until('progress', () => (server.taken.length >= wanted ? true : undefined))
      const all = [...workers]
      const victims = random() < 0.2 ? all : all.slice(0, 1)
      for (const worker of victims) kill(worker)
      kills++
    }

    // every mail that did not arrive is still to be sent, or shown as uncertain
    const arrived = new Set(server.taken.map(({ messageId }) => messageId))
    const missing = (await list()).filter(({ messageId }) => !arrived.has(messageId))
    expect(missing.filter(({ state }) => ![...OPEN, 'uncertain'].includes(state))).toEqual([])

    delete server.behave.recipient
    server.behave.data = () => 'take'
    while (workers.size < 2) startWorker()
    await drain()
    const all = await list()
    const counts = new Map<string, number>()
    for (const { messageId } of server.taken) counts.set(messageId, (counts.get(messageId) ?? 0) + 1)
    expect(server.most()).toBe(1)
    expect(all.filter(({ state }) => state !== 'sent' && state !== 'uncertain')).toEqual([])
    expect(all.filter(({ state, messageId }) => state === 'sent' && counts.get(messageId) !== 1)).toEqual([])
    const uncertain = all.filter(({ state }) => state === 'uncertain')
    expect(uncertain.length).toBeGreaterThan(0)
    expect(uncertain.length).toBeLessThanOrEqual(2 * KILLS)
    // periods that were started have all of their recipients
    const perPeriod = new Map<string, number>()
    for (const each of all)
      perPeriod.set(
        `${each.mailing}/${each.period}`,
        (perPeriod.get(`${each.mailing}/${each.period}`) ?? 0) + 1,
      )
    expect([...perPeriod].filter(([, count]) => count !== RECIPIENTS.length)).toEqual([])
    expect(server.taken.length).toBeGreaterThan(KILLS)
  })

  it('a process that was frozen while it built a mail does not send it after another one has', {
    timeout: 120_000,
  }, async () => {
    server.behave.data = () => 'take'
    const hold = path.join(dir, 'hold')
    fs.writeFileSync(hold, '')
    const frozen = startWorker()
    nextPeriod()
    const building = await until('a mail that is built', async () =>
      (await list({ states: ['building'], period: period.id })).find(({ holder }) =>
        holder.includes(`:${frozen.pid}:`),
      ),
    )
    frozen.kill('SIGSTOP')
    fs.rmSync(hold)
    const other = startWorker()
    await until('the other process', async () =>
      (await list({ states: ['sent'], period: period.id })).length === RECIPIENTS.length ? true : undefined,
    )
    const before = period.id
    kill(other)
    frozen.kill('SIGCONT')
    // it has ended what it had in hand when it sends the mails of the next period
    nextPeriod()
    await until('the process that woke', async () =>
      (await list({ states: ['sent'], period: period.id })).length === RECIPIENTS.length ? true : undefined,
    )
    const sent = server.taken.filter(({ messageId }) => messageId === building.messageId)
    expect(sent).toHaveLength(1)
    expect(server.most()).toBe(1)
    expect((await list({ period: before })).map(({ state }) => state)).toEqual(RECIPIENTS.map(() => 'sent'))
  })
})
