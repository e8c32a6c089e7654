import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Change } from '../../../ingest/change.ts'
import { type RebuildOptions, type RebuildStep, rebuildLog } from '../../../ingest/log/rebuild.ts'
import { LogWriter, type WriterOptions } from '../../../ingest/log/writer.ts'
import { rulesNumber } from '../../../warehouse/catalogue/entities.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { makeChange } from '../../support/ingest/changes.ts'
import { expectedNet, foundNet } from '../../support/ingest/netRows.ts'
import { firstLineOf, startScript } from '../../support/processes/runScript.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

const SOURCE = 'spool:test/t/0@1'
/** A source that says nothing any more. */
const QUIET = 'spool:test/q/0@1'
const STATUSES = ['draft', 'published', 'running', 'ended'] as const
const log = createLog('test')

describe('rebuilding a log', () => {
  let test: TestWarehouse
  let changes: Change[]
  let writer: LogWriter

  beforeAll(async () => {
    test = await testWarehouse()
  })
  afterAll(() => test.stop())

  beforeEach(async () => {
    await run('truncate table app.dwd_activity_log')
    await run(`alter table app.dwd_activity_log modify comment 'rules=${rulesNumber('activity')}'`)
    changes = []
    writer = await open()
    await writer.write([], new Map([[QUIET, 7n]]))
    for (let i = 0; i < 5; i++) await write(writer, 60)
  })
  afterEach(async () => {
    // whatever happened: the log is the sum of all that was written, each version once, and its position the last
    expect(await foundNet(test.warehouse.app, 'activity')).toEqual(expectedNet('activity', changes))
    expect(await ask('select toUInt32(count()) from app.dwd_activity_log where ev = 1')).toEqual([
      [changes.length],
    ])
    expect(await ask('select maxMap(watermark) from app.dwd_activity_log')).toEqual([
      [{ [SOURCE]: String(changes.length), [QUIET]: '7' }],
    ])
  })

  const ask = async (query: string) => {
    const result = await test.warehouse.app.query({ query, format: 'JSONCompactEachRow' })
    return result.json<unknown[]>()
  }
  const run = (query: string) => test.warehouse.app.command({ query })
  const tablesLeft = async () => {
    const found = await ask("select name from system.tables where name like 'dwd_activity_log_rebuild%'")
    return found.map(([name]) => String(name))
  }
  const headOf = async (table = 'app.dwd_activity_log') => {
    const [[head] = []] = await ask(`select toUInt32(max(batch)) from ${table}`)
    return Number(head)
  }

  async function open(
    options: WriterOptions & { beforeInsert?: () => Promise<void> } = {},
  ): Promise<LogWriter> {
    const { beforeInsert, ...rest } = options
    const hooks = { collided: async () => {}, ...(beforeInsert ? { beforeInsert } : {}) }
    const made = new LogWriter(test.warehouse.app, 'activity', 1, log, hooks, { sealMs: 2_000, ...rest })
    await made.open()
    return made
  }

  /** The next changes of the one source: edits, moves, deletions and late days over 40 keys. */
  function more(count: number): { changes: Change[]; through: bigint } {
    const made = Array.from({ length: count }, (_, i) => {
      const n = changes.length + i
      const day = `2026-05-${String(((n * 7) % 27) + 1).padStart(2, '0')}`
      const fields = { org_id: n % 3 === 0 ? '5' : '6', status: STATUSES[n % 4] ?? 'draft' }
      return makeChange('activity', ((n * 13) % 40) + 1, n, day, n % 11 === 10 ? 'deleted' : fields)
    })
    changes.push(...made)
    return { changes: made, through: BigInt(changes.length) }
  }

  async function write(into: LogWriter, count: number): Promise<void> {
    const next = more(count)
    await into.write(next.changes, new Map([[SOURCE, next.through]]))
  }

  const rebuild = (options: Partial<RebuildOptions> = {}) =>
    rebuildLog('activity', {
      client: test.warehouse.app,
      config: test.config,
      keyId: 1,
      log,
      leaseMs: 600,
      // several inserts, with keys at their ends
      fillVersions: 50,
      ...options,
    })

  it('leaves the same figures and positions while a writer writes at every step', async () => {
    const before = await headOf()
    let waiting: Promise<void> | undefined
    let through: RebuildStep | undefined
    const versions = await rebuild({
      onProgress: async ({ step }) => {
        if (step === 'filling' || step === 'caught up') await write(writer, 30)
        // sealed: this one waits for the table that comes
        if (step === 'sealed')
          waiting = write(writer, 30).then(() => {
            through = step
          })
        if (step === 'filled') expect(through).toBeUndefined()
      },
    })
    await waiting
    // all but those that waited for the new table
    expect(versions).toBe(changes.length - 30)
    await write(writer, 30)
    expect(await headOf()).toBeGreaterThan(before + 1_000)
    expect(await tablesLeft()).toEqual([])
  })

  it('refuses the batch of a writer that slept through the swap, who then writes it anew', async () => {
    let wake = () => {}
    let asleep = () => {}
    const slept = new Promise<void>(resolve => {
      asleep = resolve
    })
    let tries = 0
    const sleeper = await open({
      beforeInsert: async () => {
        tries += 1
        if (tries > 1) return
        asleep()
        await new Promise<void>(resolve => {
          wake = resolve
        })
      },
    })
    const next = more(30)
    const writing = sleeper.write(next.changes, new Map([[SOURCE, next.through]]))
    await slept
    await rebuild()
    wake()
    expect(await writing).toBe(30)
    expect(tries).toBe(2)
  })

  it('carries over what a writer put on top of the seal', async () => {
    const clockless = await open({ sealMs: 0 })
    await rebuild({
      onProgress: async ({ step }) => {
        if (step === 'filled') await write(clockless, 30)
      },
    })
    expect(await foundNet(test.warehouse.app, 'activity')).toEqual(expectedNet('activity', changes))
    // its positions are not carried over: reading them again changes nothing
    await writer.write(changes.slice(-30), new Map([[SOURCE, BigInt(changes.length)]]))
  })

  it('computes a log anew that other rules wrote', async () => {
    await run(`alter table app.dwd_activity_log modify comment 'rules=0'`)
    await run(
      "insert into app.dwd_activity_log (ev, system, id, sign, transition, day, key_id) values (0, 1, 3, 1, 'enter', '2026-05-01', 1)",
    )
    await expect(open()).rejects.toThrow('written under rules=0')
    await rebuild()
    await write(await open(), 30)
  })

  it('refuses a log whose pseudonyms another secret made', async () => {
    await expect(rebuild({ keyId: 2 })).rejects.toThrow('another secret')
  })

  it('is done by one process at a time', async () => {
    await rebuild({
      onProgress: async ({ step }) => {
        if (step === 'caught up') await expect(rebuild()).rejects.toThrow('is being done by')
      },
    })
  })

  it('stopped before the swap, it leaves nothing behind', async () => {
    const stopping = new AbortController()
    const stopped = rebuild({
      signal: stopping.signal,
      onProgress: ({ step }) => {
        if (step === 'filling') stopping.abort()
      },
    })
    await expect(stopped).rejects.toThrow('aborted')
    expect(await tablesLeft()).toEqual([])
    await write(writer, 30)
  })

  it.each(['filling', 'caught up', 'sealed', 'filled', 'exchanged'] as const)(
    'killed when it is %s, nothing is lost and the next one succeeds',
    async step => {
      const script = 'tests/support/processes/rebuilder.ts'
      const child = startScript(script, [JSON.stringify(test.connection), step], {
        TUANSHU_DATA: test.config.dataDir,
      })
      expect(await firstLineOf(child)).toBe(step)
      const gone = new Promise(resolve => child.once('exit', resolve))
      child.kill('SIGKILL')
      await gone
      const [left] = await tablesLeft()
      expect(left).toBeDefined()

      // a seal of a dead rebuild holds the writer up for no longer than its limit
      await write(writer, 30)
      expect(await foundNet(test.warehouse.app, 'activity')).toEqual(expectedNet('activity', changes))
      if (step === 'exchanged') {
        // a batch that reached the former table only just before the exchange
        const next = more(30)
        const late = await open({ table: `app.${left}`, sealMs: 0 })
        await late.write(next.changes, new Map())
      }

      await rebuild()
      expect(await tablesLeft()).toEqual([])
      await write(writer, 30)
    },
  )
})
