import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import { ensurePage } from '../../ingest/demo/page.ts'
import { openWarehouse, type Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import { type Config, readConfig } from '../../warehouse/platform/config.ts'
import { findRunning } from '../../warehouse/platform/embedded/address.ts'
import { startScript } from '../support/processes/runScript.ts'
import { freePort } from '../support/servers/freePort.ts'
import { until } from '../support/until.ts'
import { temporaryDir } from '../support/warehouse.ts'
import { cpuByPart, PART_NAMES, partIsQuiet } from './demoProcesses.ts'
import { engineTime, readEngineWork } from './engineWork.ts'
import { watchPictures } from './pictureDelay.ts'
import { timeReports } from './reportTimes.ts'

export interface IdleOptions {
  members: number
  months: number
  rate: number
  seconds: number
}

/** Kinds of the engine's work that are listed. */
const LISTED = 14

/**
 * Prints what the running product takes of the machine: with the demo live and a wall open, and with nothing arriving and
 * nobody looking; before that, what loading the demo's history took.
 */
export async function benchIdle(options: IdleOptions): Promise<void> {
  await ensurePage()
  const { dir, remove } = temporaryDir()
  const env = { TUANSHU_DATA: dir, HTTP_PORT: String(await freePort()), LOG_LEVEL: 'error' }
  const config = readConfig(env)
  try {
    await running(startDemo(options, env), async demo => {
      const before = performance.now()
      await printed(demo, 'now live with')
      const { sent } = JSON.parse(fs.readFileSync(path.join(dir, 'demo.json'), 'utf8'))
      const messages = Object.values<number>(sent).reduce((sum, one) => sum + one, 0)
      describeLoading(messages, (performance.now() - before) / 1_000, cpuByPart(demo))
      await partIsQuiet(demo, 'jobs')
      await inWarehouse(config, async ({ app, reader }) => {
        const pictures = await watchPictures(config, app)
        await measure(`live at ${options.rate} changes/s, one wall open`, demo, app, options.seconds)
        const delays = await pictures.stop()
        const at = (share: number) => delays[Math.min(delays.length - 1, Math.floor(share * delays.length))]
        line(
          `  appended to the spool → counted in a picture, ${delays.length} changes: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${delays.at(-1)} ms`,
        )
        const reports = (await timeReports(reader)).map(({ report, ms }) => `${report} ${ms}`)
        line(`  reports beside it, one at a time, longest of three, ms: ${reports.join(' | ')}`)
      })
    })
    await running(startScript('warehouse/main.ts', [], env), async product => {
      await until('the product', async () => {
        const answer = await fetch(`http://127.0.0.1:${env.HTTP_PORT}/api/ready`).catch(() => undefined)
        return answer?.ok ? true : undefined
      })
      await partIsQuiet(product, 'jobs')
      await inWarehouse(config, ({ app }) =>
        measure('nothing arrives, nobody looks', product, app, options.seconds),
      )
    })
  } finally {
    remove()
  }
}

function startDemo({ members, months, rate }: IdleOptions, env: Record<string, string>): ChildProcess {
  const settings = { members, years: months / 12, rate, faults: 0 }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
  return startScript('ingest/demo/main.ts', args, env)
}

/** Uses a process and stops it; rejects when it ends by itself. */
async function running(child: ChildProcess, use: (child: ChildProcess) => Promise<void>): Promise<void> {
  let errors = ''
  child.stderr?.on('data', chunk => {
    errors += String(chunk)
  })
  const ended = once(child, 'close')
  const early = ended.then(([code]): never => {
    throw new Error(`ended with code ${code}: ${errors}`)
  })
  early.catch(() => undefined)
  try {
    await Promise.race([use(child), early])
  } finally {
    child.kill('SIGINT')
    await ended
  }
}

function printed(child: ChildProcess, words: string): Promise<void> {
  return new Promise(resolve => {
    let out = ''
    child.stdout?.on('data', chunk => {
      out = (out + String(chunk)).slice(-10_000)
      if (out.includes(words)) resolve()
    })
  })
}

async function inWarehouse(config: Config, work: (warehouse: Warehouse) => Promise<void>): Promise<void> {
  const connection = await findRunning(config.dataDir)
  if (!connection) throw new Error('the warehouse does not run')
  const warehouse = openWarehouse(connection, 'bench')
  try {
    await work(warehouse)
  } finally {
    await warehouse.close()
  }
}

async function measure(
  what: string,
  root: ChildProcess,
  app: ClickHouseClient,
  seconds: number,
): Promise<void> {
  const since = await engineTime(app)
  const before = cpuByPart(root)
  const began = performance.now()
  await pause(seconds * 1_000)
  const after = cpuByPart(root)
  const took = (performance.now() - began) / 1_000
  const shares = PART_NAMES.map(part => ((after[part] ?? 0) - (before[part] ?? 0)) / took / 10)
  const all = shares.reduce((sum, share) => sum + share, 0)
  line(`${what}: % of a core over ${Math.round(took)} s`)
  line(
    `  ${PART_NAMES.map((part, i) => `${part} ${shares[i]?.toFixed(1)}`).join(' | ')} | all ${all.toFixed(1)}`,
  )

  const works = await readEngineWork(app, since)
  const sum = (isMeant: (work: string) => boolean) =>
    works.reduce((total, { work, times }) => total + (isMeant(work) ? times : 0), 0) / took
  const inWorks = works.reduce((total, { cpu }) => total + cpu, 0) / took / 10
  const batches = sum(work => /^insert app\.dwd_\w+_log\b/.test(work))
  line(
    `  statements/s ${sum(work => !work.startsWith('merge')).toFixed(1)}, of them batches ${batches.toFixed(1)}; merges/s ${sum(work => work.startsWith('merge')).toFixed(1)}; together ${inWorks.toFixed(1)} % of a core`,
  )
  for (const { work, times, cpu } of works.slice(0, LISTED))
    line(
      `    ${(cpu / took / 10).toFixed(2)} % ${(times / took).toFixed(2)}/s ${(cpu / times).toFixed(1)} ms: ${work.slice(0, 160)}`,
    )
}

function describeLoading(messages: number, seconds: number, cpu: Record<string, number>): void {
  const parts = PART_NAMES.map(part => `${part} ${(((cpu[part] ?? 0) / messages) * 1_000).toFixed(1)}`)
  line(
    `history of ${messages.toLocaleString('en')} messages in ${seconds.toFixed(1)} s, start included; CPU ms per 1,000: ${parts.join(' | ')}`,
  )
}

function line(text: string): void {
  process.stdout.write(`${text}\n`)
}
