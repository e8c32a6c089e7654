import type { ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { listDeliveries } from '../../jobs/delivery/mail/deliveryStore.ts'
import { issuedBulletin } from '../support/delivery/issuedBulletin.ts'
import { startScript } from '../support/processes/runScript.ts'
import { type MailServer, mailServer } from '../support/servers/mailServer.ts'
import { until } from '../support/until.ts'
import { type TestWarehouse, temporaryDir, testWarehouse } from '../support/warehouse.ts'

const KILLS = 4
const NOW = Date.parse('2026-11-21T07:00:00+08:00')
const { dir, remove } = temporaryDir()
const workers = new Set<ChildProcess>()
let test: TestWarehouse
let server: MailServer

beforeAll(async () => {
  test = await testWarehouse()
  server = await mailServer()
  fs.writeFileSync(path.join(dir, 'clock'), String(NOW))
})
afterEach(() => {
  for (const worker of workers) worker.kill('SIGKILL')
})
afterAll(async () => {
  await server?.stop()
  await test?.stop()
  remove()
})

function startWorker(): void {
  const settings = {
    connection: test.connection,
    port: server.port,
    dir,
    recipients: ['10', '20'],
    leaseMs: 900,
  }
  const worker = startScript('tests/support/processes/mailWorker.ts', [JSON.stringify(settings)])
  worker.stderr?.resume()
  workers.add(worker)
}

it('bulletins reach each of their units once at the most, and none is forgotten, whatever dies', {
  timeout: 300_000,
}, async () => {
  let isDeadly = false
  server.behave.data = () => {
    if (!isDeadly) return 'take'
    // the message has arrived and is not answered yet: its sender dies now
    isDeadly = false
    for (const worker of workers) worker.kill('SIGKILL')
    workers.clear()
    return 'take and drop'
  }
  for (let kill = 1; kill <= KILLS; kill++) {
    isDeadly = true
    await issuedBulletin(test, kill, NOW)
    startWorker()
    await until('the death of a worker', () => (isDeadly ? undefined : true))
  }
  startWorker()
  startWorker()
  const done = await until('the mails of all bulletins', async () => {
    const all = await listDeliveries(test.warehouse.app)
    const isDone = all.every(({ state }) => state === 'sent' || state === 'uncertain')
    return isDone && all.filter(({ mailing }) => mailing === 'bulletin').length === 2 * KILLS
      ? all
      : undefined
  })
  const arrived = server.taken.map(({ messageId }) => messageId)
  expect(new Set(arrived).size).toBe(arrived.length)
  expect(done.filter(({ state, messageId }) => state === 'sent' && !arrived.includes(messageId))).toEqual([])
  // some kills met a mail of a period, which the same processes send
  expect(done.filter(({ state }) => state === 'uncertain')).toHaveLength(KILLS)
})
