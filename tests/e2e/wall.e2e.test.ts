import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createKafkaProducer, type KafkaProducer } from '../../ingest/source/kafka/producer.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { openBrowser } from '../support/browser/browser.ts'
import { kafkaConfig, setupKafka, unique } from '../support/kafka/broker.ts'
import { debezium, topicOf } from '../support/messages/guangdong.ts'
import { enginePid, type RunningApp, startApp } from '../support/servers/app.ts'

/** The product from end to end: a message into Kafka, a digit on the wall. */
describe('the wall', () => {
  let app: RunningApp
  let browser: Browser
  let page: Page
  let producer: KafkaProducer
  let stopBroker: (() => Promise<void>) | undefined
  const requests: string[] = []
  const failures: string[] = []

  beforeAll(async () => {
    const { brokers, stop } = await setupKafka()
    stopBroker = stop
    producer = await createKafkaProducer(kafkaConfig(brokers), createLog('test'))
    await producer.ensureTopics(
      [topicOf('tb_org'), topicOf('tb_member'), topicOf('tb_dues_bill'), topicOf('tb_dues_payment')],
      3,
    )
    app = await startApp({ KAFKA_BROKERS: brokers, KAFKA_GROUP: unique('e2e') })
    browser = await openBrowser()
    page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
    page.on('request', request => requests.push(request.url()))
    page.on('pageerror', error => failures.push(error.message))
    page.on('console', message => message.type() === 'error' && failures.push(message.text()))
  })
  afterAll(async () => {
    await browser?.close()
    await producer?.close()
    await app?.stop()
    await stopBroker?.()
  })

  const now = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
  const figure = (id: string) =>
    page.locator(`[data-figure="${id}"] [role="img"]`).first().getAttribute('aria-label')

  it('shows what was sent to Kafka, and each change as it comes', async () => {
    await producer.send(topicOf('tb_org'), [
      debezium('tb_org', '2020-01-01', {}, 'r'),
      debezium(
        'tb_org',
        '2020-01-01',
        {
          org_id: 2,
          parent_id: 1,
          region_code: '440100',
          org_full_name: '共青团广州市委员会',
          org_short_name: '广州团市委',
        },
        'r',
      ),
      debezium(
        'tb_org',
        '2020-01-01',
        {
          org_id: 3,
          parent_id: 2,
          region_code: '440106',
          org_full_name: '共青团天河区委员会',
          org_short_name: '天河团区委',
        },
        'r',
      ),
      debezium(
        'tb_org',
        '2020-01-01',
        { org_id: 30, parent_id: 3, region_code: '440106', org_type: 5, org_short_name: '测试团支部' },
        'r',
      ),
    ])
    await producer.send(
      topicOf('tb_member'),
      Array.from({ length: 120 }, (_, i) =>
        debezium('tb_member', '2024-03-01', { member_id: i + 1, branch_id: 30 }, 'r'),
      ),
    )
    await page.goto(`${app.url}/?scene=overview`)
    await expect.poll(() => figure('MEM01'), { timeout: 60_000 }).toBe('120')
    await expect.poll(() => figure('ORG02')).toBe('1')

    await producer.send(topicOf('tb_member'), [
      debezium('tb_member', now(), { member_id: 121, branch_id: 30 }, 'c'),
    ])
    await expect.poll(() => figure('MEM01')).toBe('121')
    await producer.send(topicOf('tb_member'), [
      debezium('tb_member', now(), { member_id: 7, branch_id: 30 }, 'd'),
    ])
    await expect.poll(() => figure('MEM01')).toBe('120')
  })

  it('comes back with the same figures after the engine and the ingest were killed', async () => {
    const engine = enginePid(app.dataDir)
    expect(engine).toBeDefined()
    for (const pid of [engine, ...app.supervisor.rooms.map(room => room.pid())])
      if (pid !== undefined) process.kill(pid, 'SIGKILL')
    await producer.send(topicOf('tb_member'), [
      debezium('tb_member', now(), { member_id: 122, branch_id: 30 }, 'c'),
    ])
    await expect.poll(() => figure('MEM01'), { timeout: 60_000 }).toBe('121')
  })

  it('asks nobody outside, and reports no error in the browser', () => {
    const outside = requests.filter(
      url =>
        !url.startsWith(app.url) &&
        !url.startsWith(app.url.replace('http', 'ws')) &&
        !url.startsWith('data:') &&
        !url.startsWith('blob:'),
    )
    expect(outside).toEqual([])
    // while the server is away the browser itself reports refused connections
    expect(failures.filter(text => !/ERR_CONNECTION|WebSocket|net::/.test(text))).toEqual([])
  })
})
