import type { ChildProcess } from 'node:child_process'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Outbox, openSink } from '../../ingest/demo/sink.ts'
import { loadMappings } from '../../ingest/mapping/load.ts'
import { ENTITY_NAMES, logTable } from '../../warehouse/catalogue/entities.ts'
import { openWarehouse, type Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import { readConfig } from '../../warehouse/platform/config.ts'
import { findRunning } from '../../warehouse/platform/embedded/address.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { dayOf } from '../../warehouse/platform/time/day.ts'
import { startScript } from '../support/processes/runScript.ts'
import { instant, type Simulated, simulate } from '../support/province/simulated.ts'
import { askEverything } from '../support/query/questions.ts'
import { enginePid } from '../support/servers/app.ts'
import { until } from '../support/until.ts'
import { plantWarehouse, temporaryDir } from '../support/warehouse.ts'

// `npm run chaos` kills as often as one has time for
const KILLS = 5
const FROM = '2026-05-01 00:00:00'
const UNTIL = '2026-11-10 15:00:00'

/** The logs that are fed: a question to all others takes the engine from those. */
const LOGS = [...new Set(loadMappings(['guangdong']).all.map(({ entity }) => entity))]

/** Kills the engine or everything at random moments of the ingest, and compares every metric with the truth afterwards. */
describe('kill -9 during ingest', () => {
  const { dir, remove } = temporaryDir()
  const settings = {
    TUANSHU_DATA: dir,
    WAREHOUSE_MEMORY_MB: '1024',
    INGEST_BATCH: '500',
    INGEST_WAIT_MS: '50',
    INGEST_UNSEEN_WAIT_MS: '50',
    LOG_LEVEL: 'silent',
  }
  let world: Simulated
  let app: ChildProcess

  beforeAll(() => {
    world = simulate({ members: 500, from: FROM, until: UNTIL, faults: 0.1, seed: 21 })
    plantWarehouse(path.join(dir, 'warehouse'))
    app = startScript('tests/support/processes/app.ts', [], settings)
  })
  afterAll(async () => {
    app.kill('SIGTERM')
    await ended(app)
    remove()
  })

  it(`leaves every metric equal to the truth after ${KILLS} kills`, { timeout: 600_000 }, async () => {
    const sink = await openSink(readConfig(settings), createLog('test'), world.topics)
    let state = 19
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state / 2 ** 32
    }
    let ofTheEngine = 0
    const slice = Math.ceil(world.messages.length / KILLS)
    for (let kill = 0; kill < KILLS; kill++) {
      const outbox = new Outbox(world.topics)
      for (const message of world.messages.slice(kill * slice, (kill + 1) * slice)) outbox.add(message)
      const before = await until('the warehouse', () => inWarehouse(dir, positions))
      await outbox.flush(sink)
      // somewhere inside what was just sent: between two batches, or in the middle of one
      const wanted = before + Math.floor(random() * slice * 0.9)
      await until('progress', async () => ((await inWarehouse(dir, positions)) ?? 0) >= wanted || undefined)
      const engine = enginePid(dir)
      expect(engine).toBeDefined()
      if (random() < 0.5 && engine !== undefined) {
        process.kill(engine, 'SIGKILL')
        ofTheEngine++
        continue
      }
      app.kill('SIGKILL')
      await ended(app)
      // the engine ends with its owner; a new one must not find the directory taken
      await until('the engine to end', () =>
        engine === undefined || enginePid(dir) !== engine ? true : undefined,
      )
      app = startScript('tests/support/processes/app.ts', [], settings)
    }
    await sink.close()
    expect(ofTheEngine).toBeGreaterThan(1)
    expect(ofTheEngine).toBeLessThan(KILLS - 1)

    await until(
      'catching up',
      async () => ((await inWarehouse(dir, positions)) ?? 0) >= world.messages.length || undefined,
    )
    const connection = await until('the warehouse', () => findRunning(dir))
    const warehouse = openWarehouse(connection, 'test')
    try {
      const orgs = [...world.truth.tree.all()].length
      await until('the tree', async () =>
        (await count(warehouse, 'select count() from app.dim_org')) >= orgs ? true : undefined,
      )
      const today = dayOf(instant(UNTIL)) + 5
      const days = [today, ...[11, 120].map(ago => today - ago)]
      const { lines, cells } = await until(
        'the newest tree',
        async () => {
          const asked = await askEverything(warehouse, world.truth, days, [2], today)
          return asked.lines.length === 0 ? asked : undefined
        },
        60_000,
      ).catch(() => askEverything(warehouse, world.truth, days, [2], today))
      expect(lines.slice(0, 10)).toEqual([])
      expect(cells).toBeGreaterThan(500)
      expect(await count(warehouse, 'select count() from ops.sys_dead_letter')).toBe(0)
      for (const entity of ENTITY_NAMES) {
        const batches = await count(
          warehouse,
          `select count() - max(batch) from ${logTable(entity)} where ev = 0 and system = 0`,
        )
        expect(batches, `batches of ${entity} that are there twice or not at all`).toBe(0)
      }
    } finally {
      await warehouse.close()
    }
  })
})

/** Messages that all logs have passed, over all topics; each topic feeds one log. */
async function positions(warehouse: Warehouse): Promise<number> {
  const logs = LOGS.map(entity => `select maxMap(watermark) as positions from ${logTable(entity)}`).join(
    ' union all ',
  )
  return count(warehouse, `select sum(arraySum(mapValues(positions))) from (${logs})`)
}

async function count(warehouse: Warehouse, query: string): Promise<number> {
  const result = await warehouse.app.query({ query, format: 'JSONCompactEachRow' })
  const [row] = await result.json<[string | number]>()
  return Number(row?.[0] ?? 0)
}

/** What a question to the running warehouse yields; undefined while it is down. */
async function inWarehouse<T>(
  dir: string,
  question: (warehouse: Warehouse) => Promise<T>,
): Promise<T | undefined> {
  const connection = await findRunning(dir)
  if (!connection) return undefined
  const warehouse = openWarehouse(connection, 'test')
  try {
    return await question(warehouse)
  } catch {
    return undefined
  } finally {
    await warehouse.close()
  }
}

function ended(child: ChildProcess): Promise<unknown> {
  return child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise(resolve => child.once('exit', resolve))
}
