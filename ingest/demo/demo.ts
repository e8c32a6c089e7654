import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openWarehouse, type Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import type { Connection } from '../../warehouse/platform/clickhouse/connection.ts'
import { type Config, httpOrigin, isLocalHost, readConfig } from '../../warehouse/platform/config.ts'
import { findRunning } from '../../warehouse/platform/embedded/address.ts'
import { describeError, TuanshuError } from '../../warehouse/platform/errors.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { ROOMS } from '../../warehouse/platform/supervisor/rooms.ts'
import { superviseAll } from '../../warehouse/platform/supervisor/superviseAll.ts'
import { dayOf, formatDay } from '../../warehouse/platform/time/day.ts'
import { Backlog } from './backlog.ts'
import { type Broker, startBroker } from './broker.ts'
import { addCityAccounts, addDemoAdmin, DEMO_ADMIN, demoPasswords } from './demoAccounts.ts'
import { publishDemoAssessment } from './demoAssessments.ts'
import { writeDemoExplanations } from './demoExplanations.ts'
import {
  type DemoOptions,
  type DemoState,
  deleteDemo,
  RULES_FILE,
  readDemoState,
  TARGETS_FILE,
  writeDemoState,
} from './demoState.ts'
import { countingRulesOf, demoSystems } from './demoSystems.ts'
import { demoTargetsOf } from './demoTargets.ts'
import { checkDiskRoom } from './diskRoom.ts'
import { joinTops } from './joinTops.ts'
import { ensurePage } from './page.ts'
import { LoadingProgress } from './progress.ts'
import { TICK_MS } from './simulation.ts'
import { type MessageSink, openSink } from './sink.ts'
import { DemoStream, type HistoryStep } from './stream.ts'
import { simulatedSystem } from './system.ts'

/** Messages by which loading may run ahead of the warehouse. */
const LEAD = 120_000
/** A gap of live operation after which it begins anew instead of catching up: the machine slept. */
const SLEPT_MS = 30_000
const SAVE_EVERY_MS = 1_000

export interface DemoRun {
  options: Omit<DemoOptions, 'kafka'>
  /** Start a broker of its own and send through it. */
  ownBroker: boolean
  /** Live changes a second. */
  rate: number
  fresh: boolean
  env: NodeJS.ProcessEnv
  log: Log
  out: NodeJS.WriteStream
  /** Aborted by Ctrl+C. */
  signal: AbortSignal
}

/**
 * The whole product with a simulated province: warehouse, ingest, web server; first the history, then live changes until
 * the signal. Resolves when all has been stopped in order.
 */
export async function runDemo(run: DemoRun): Promise<void> {
  const { log, out } = run
  const first = readConfig({ ...run.env, TUANSHU_PROVINCE: run.options.province })
  checkConfig(first, run)
  if (await findRunning(first.dataDir)) {
    throw new TuanshuError('conflict', `Tuanshu runs on ${first.dataDir} already; stop it first`)
  }
  const options = { ...run.options, kafka: run.ownBroker || first.KAFKA_BROKERS !== undefined }
  if (run.fresh) deleteDemo(first.dataDir)
  mkdirSync(first.dataDir, { recursive: true, mode: 0o700 })
  checkDiskRoom(first.dataDir)
  const state = readDemoState(first.dataDir, options) ?? begin(first.dataDir, options)

  const page = ensurePage()
  page.catch(() => undefined)
  const broker = run.ownBroker ? await startBroker({ dir: path.join(first.dataDir, 'kafka') }) : undefined
  try {
    const env = environment(run, first, broker)
    const config = readConfig(env)
    // first of all, so that the ingest finds the topics there
    const sink = await openSink(config, log, topicsOf(state))
    try {
      await withProduct(run, config, env, async ({ ready, failed, warehouse, backlog }) => {
        if (await page) out.write('  the page was built\n')
        await Promise.race([ready, failed])
        out.write(`\n  The wall is open: ${httpOrigin(config)}/\n\n`)
        const passwords = demoPasswords(config.dataDir)
        out.write(`  Reports:          ${httpOrigin(config)}/reports/\n`)
        out.write(`  sign in as        ${DEMO_ADMIN} / ${passwords.admin}\n\n`)
        const loaded = async (tops: readonly string[]) => {
          await joinTops(warehouse.app, tops)
          const [city] = await addCityAccounts(warehouse, passwords)
          const { app, reader } = warehouse
          // beside the live changes: the jobs of the night come to it when they have caught up
          writeDemoExplanations({ app, reader, config, now: Date.now, signal: run.signal }).catch(error =>
            run.log.warn({ reason: describeError(error) }, 'the explanations of the demo were not written'),
          )
          publishDemoAssessment({
            app,
            reader,
            config,
            now: Date.now,
            signal: run.signal,
            log: run.log,
          }).catch(error =>
            run.log.warn({ reason: describeError(error) }, 'the assessment of the demo was not published'),
          )
          if (city)
            out.write(
              `  city committees:  ${city} / ${passwords.city} (each city has an account, city<code>); their mail is in ${httpOrigin(config)}/reports/mailbox\n`,
            )
        }
        await Promise.race([perform(run, config.dataDir, state, sink, backlog, loaded), failed])
      })
    } finally {
      await sink.close()
      writeDemoState(config.dataDir, state)
    }
  } finally {
    await broker?.stop()
  }
}

interface Product {
  /** Resolves when every room runs, or the demo is told to stop. */
  ready: Promise<void>
  /** Rejects when something cannot be kept running. */
  failed: Promise<never>
  warehouse: Warehouse
  backlog: Backlog
}

async function withProduct(
  { log, signal }: DemoRun,
  config: Config,
  env: NodeJS.ProcessEnv,
  work: (product: Product) => Promise<void>,
): Promise<void> {
  if (signal.aborted) return
  const supervisor = await superviseAll({
    config,
    log,
    rooms: ROOMS,
    env,
    prepare: connection => prepareAccounts(connection, config),
  })
  try {
    if (!supervisor.connection) throw new TuanshuError('unavailable', 'the demo has no warehouse')
    const failed = supervisor.done.then((): never => {
      throw new TuanshuError('unavailable', 'the rooms of the demo stopped')
    })
    failed.catch(() => undefined)
    const stopped = new Promise<void>(resolve =>
      signal.addEventListener('abort', () => resolve(), { once: true }),
    )
    const warehouse = openWarehouse(supervisor.connection, 'demo')
    try {
      const ready = Promise.race([supervisor.ready, stopped])
      await work({ ready, failed, warehouse, backlog: new Backlog(warehouse.app, log, LEAD) })
    } finally {
      await warehouse.close()
    }
  } finally {
    await supervisor.stop()
  }
}

async function prepareAccounts(connection: Connection, config: Config): Promise<void> {
  const warehouse = openWarehouse(connection, 'demo')
  try {
    await addDemoAdmin(warehouse.app, demoPasswords(config.dataDir))
  } finally {
    await warehouse.close()
  }
}

/** History, then live. */
async function perform(
  run: DemoRun,
  dataDir: string,
  state: DemoState,
  sink: MessageSink,
  backlog: Backlog,
  loaded: (tops: readonly string[]) => Promise<void>,
): Promise<void> {
  const stream = new DemoStream(state, sink)
  await load(run, dataDir, state, stream, backlog)
  if (run.signal.aborted) return
  await loaded(stream.tops)
  run.out.write(`  history is loaded; now live with ${run.rate} changes/s. Ctrl+C stops.\n`)
  await live(run, dataDir, state, stream)
}

async function load(
  run: DemoRun,
  dataDir: string,
  state: DemoState,
  stream: DemoStream,
  backlog: Backlog,
): Promise<void> {
  const { signal } = run
  const progress = new LoadingProgress(dataDir, run.out)
  const known = sum(Object.values(state.sent))
  let savedAt = 0
  try {
    await stream.catchUp(signal, async ({ share, day, messages, sent, systems }) => {
      if (sent === 0) return
      backlog.sent(sent)
      const show = () => {
        checkDiskRoom(dataDir)
        const stored = Math.max(0, messages - known - backlog.behind)
        progress.show(
          (share * stored) / Math.max(1, messages - known),
          stored,
          `正在载入历史数据：${formatDay(day)}${partsText(systems)}`,
        )
      }
      show()
      await backlog.room(signal, show)
      if (Date.now() - savedAt < SAVE_EVERY_MS) return
      savedAt = Date.now()
      writeDemoState(dataDir, state)
    })
    writeDemoState(dataDir, state)
    const total = stream.messages - known
    await backlog.drained(signal, () => {
      checkDiskRoom(dataDir)
      const stored = Math.max(0, total - backlog.behind)
      progress.show(total === 0 ? 1 : stored / total, stored, '正在载入历史数据')
    })
  } finally {
    progress.end()
  }
}

async function live(run: DemoRun, dataDir: string, state: DemoState, stream: DemoStream): Promise<void> {
  const { signal, rate } = run
  while (!signal.aborted) {
    const session = { start: Math.floor(Date.now() / TICK_MS) * TICK_MS, rate, ticks: 0 }
    state.sessions.push(session)
    writeDemoState(dataDir, state)
    await stream.resume(session.start, signal)
    while (!signal.aborted) {
      const next = session.start + (session.ticks + 1) * TICK_MS
      const wait = next - Date.now()
      if (wait < -SLEPT_MS) break
      if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return
      checkDiskRoom(dataDir)
      session.ticks++
      stream.tick(next, rate)
      // what is going to be sent is written down first: after a crash it is sent again and known by its position, while
      // a step that nobody remembers would give its numbers to other rows
      writeDemoState(dataDir, state)
      await stream.send()
    }
  }
}

/** How far each of several systems is; nothing of one alone. */
function partsText(systems: HistoryStep['systems']): string {
  if (systems.length < 2) return ''
  return `（${systems.map(({ name, messages }) => `${name} ${messages.toLocaleString('en')}`).join('，')}）`
}

function topicsOf({ options }: DemoState): string[] {
  return demoSystems(options.systems).flatMap(name => simulatedSystem(name).topics)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

function begin(dataDir: string, options: DemoOptions): DemoState {
  const state: DemoState = { options, end: Math.floor(Date.now() / 1000) * 1000, sent: {}, sessions: [] }
  writeDemoState(dataDir, state)
  return state
}

function checkConfig(config: Config, run: DemoRun): void {
  if (config.CLICKHOUSE_URL && run.fresh) {
    throw new TuanshuError(
      'config',
      '--fresh cannot empty the external warehouse of CLICKHOUSE_URL; drop its databases app and ops yourself',
    )
  }
  if (config.KAFKA_BROKERS && run.ownBroker) {
    throw new TuanshuError(
      'config',
      'KAFKA_BROKERS names a broker already; leave out --kafka to use it, or unset it',
    )
  }
}

function environment(run: DemoRun, first: Config, broker: Broker | undefined): NodeJS.ProcessEnv {
  // the figures are invented: whoever sits at this machine may see them at once
  const isOpen = !run.env.WALL_OPEN && isLocalHost(first.HTTP_HOST) && !first.HTTP_TRUST_PROXY
  const wall = isOpen ? { WALL_OPEN: 'true' } : {}
  // the demonstration mails to nobody: what is sent can be read in the portal
  const mail = first.SMTP_HOST ? {} : { MAIL_CATCHER: 'true', PUBLIC_URL: httpOrigin(first) }
  const kafka = broker ? { KAFKA_BROKERS: broker.brokers } : {}
  // the simulator writes what the mappings that ship read
  const mappings = {
    MAPPING_DIR: '',
    INGEST_SYSTEMS: run.options.systems,
    ...countingRules(run, first),
    ...targets(run, first),
  }
  return { ...run.env, ...mappings, TUANSHU_PROVINCE: run.options.province, ...mail, ...wall, ...kafka }
}

/** Several systems come up with rules, so that nothing counts twice; those of the configuration go before. */
function countingRules(run: DemoRun, { dataDir, COUNTING_SYSTEMS }: Config): { COUNTING_SYSTEMS?: string } {
  const systems = demoSystems(run.options.systems)
  if (systems.length < 2 || COUNTING_SYSTEMS) return {}
  const file = path.join(dataDir, RULES_FILE)
  writeFileSync(file, countingRulesOf(systems))
  return { COUNTING_SYSTEMS: file }
}

/** The invented province has invented targets; those of the configuration go before. */
function targets({ options }: DemoRun, { dataDir, TARGETS }: Config): { TARGETS?: string } {
  if (TARGETS) return {}
  const file = path.join(dataDir, TARGETS_FILE)
  writeFileSync(file, demoTargetsOf(options, dayOf(Date.now())))
  return { TARGETS: file }
}
