import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { startBroker } from '../../ingest/demo/broker.ts'
import { ensurePage } from '../../ingest/demo/page.ts'
import { createKafkaProducer, type KafkaProducer } from '../../ingest/source/kafka/producer.ts'
import { openWarehouse, type Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import { readConfig } from '../../warehouse/platform/config.ts'
import { findRunning } from '../../warehouse/platform/embedded/address.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { openBrowser } from '../support/browser/browser.ts'
import { debezium, topicOf } from '../support/messages/guangdong.ts'
import { type RunningApp, startApp } from '../support/servers/app.ts'
import { branchOf, orgMessages, seedMembers, sequence } from './seed.ts'

const MEMBERS = 1_000_000
const BRANCHES = 4_000
/** Background changes are sent this often. */
const TICK_MS = 100

/**
 * Prints how long it takes from producing a change to Kafka until the digit has changed in a browser, while other
 * changes run: corrections of members, which every picture has to be computed anew for.
 */
export async function benchLive({ rate, samples }: { rate: number; samples: number }): Promise<void> {
  await ensurePage()
  const broker = await startBroker({ heapMb: 512 })
  const app = await startApp({ KAFKA_BROKERS: broker.brokers, LOG_LEVEL: 'error' })
  const producer = await createKafkaProducer(readConfig(app.env), createLog('bench'))
  const browser = await openBrowser()
  const stopping = new AbortController()
  try {
    await producer.ensureTopics([topicOf('tb_org'), topicOf('tb_member')], 3)
    await inWarehouse(app, warehouse => seedMembers(warehouse, readConfig(app.env), MEMBERS, BRANCHES))
    await producer.send(topicOf('tb_org'), orgMessages(BRANCHES))
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
    await page.goto(`${app.url}/?scene=overview`)
    await waitForMembers(page, MEMBERS)
    const background = runBackground(producer, rate, stopping.signal)
    const taken: number[] = []
    for (let i = 1; i <= samples; i++) {
      // a moment that is not in step with the background
      await pause(150 + ((i * 37) % 400))
      const shown = waitForMembers(page, MEMBERS + i)
      const began = Date.now()
      await producer.send(topicOf('tb_member'), [
        debezium('tb_member', clock(), { member_id: MEMBERS + i, branch_id: branchOf(i, BRANCHES) }, 'c'),
      ])
      taken.push((await shown) - began)
    }
    stopping.abort()
    const sent = await background
    taken.sort((a, b) => a - b)
    const at = (share: number) => taken[Math.min(taken.length - 1, Math.floor(share * taken.length))]
    process.stdout.write(
      `${samples} changes while ${Math.round(sent)} changes/s ran: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${taken.at(-1)} ms (produced to Kafka → digit changed in Chromium)\n`,
    )
  } finally {
    stopping.abort()
    await browser.close()
    await producer.close()
    await app.stop()
    await broker.stop()
  }
}

/** Resolves with the browser's clock when the headline shows this number of members. */
function waitForMembers(page: Page, members: number): Promise<number> {
  // as text: the types of a browser have no place in a program for Node
  return page.evaluate<number>(`new Promise(resolve => {
    const isShown = () => document.querySelector('[data-figure="MEM01"] [role="img"]')?.getAttribute('aria-label')?.replaceAll(',', '') === '${members}'
    if (isShown()) return resolve(Date.now())
    const observer = new MutationObserver(() => {
      if (!isShown()) return
      observer.disconnect()
      resolve(Date.now())
    })
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
  })`)
}

/** Sends corrections until stopped; resolves with the changes per second that were really sent. */
async function runBackground(producer: KafkaProducer, rate: number, signal: AbortSignal): Promise<number> {
  const began = performance.now()
  const random = sequence(7)
  let sent = 0
  while (!signal.aborted) {
    const due = Math.floor(((performance.now() - began) / 1_000) * rate) - sent
    if (due > 0) {
      const messages = Array.from({ length: due }, () => {
        const id = 1 + Math.floor(random() * MEMBERS)
        return debezium('tb_member', clock(), {
          member_id: id,
          branch_id: branchOf(id, BRANCHES),
          gender: random() < 0.5 ? 1 : 2,
        })
      })
      await producer.send(topicOf('tb_member'), messages)
      sent += due
    }
    await pause(TICK_MS)
  }
  return sent / ((performance.now() - began) / 1_000)
}

function clock(): string {
  return new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
}

async function inWarehouse(app: RunningApp, work: (warehouse: Warehouse) => Promise<void>): Promise<void> {
  const connection = await findRunning(app.dataDir)
  if (!connection) throw new Error('the warehouse does not run')
  const warehouse = openWarehouse(connection, 'bench')
  try {
    await work(warehouse)
  } finally {
    await warehouse.close()
  }
}
