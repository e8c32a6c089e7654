import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Change } from '../../../ingest/change.ts'
import type { Row } from '../../../ingest/format/record.ts'
import { hasField } from '../../../ingest/log/fold.ts'
import { lookUpVersions, lookUpWritten } from '../../../ingest/log/lookUp.ts'
import { type RebuildOptions, rebuildLog } from '../../../ingest/log/rebuild.ts'
import { rows, type SignedRow } from '../../../ingest/log/rows.ts'
import { rulesOf } from '../../../ingest/log/rules.ts'
import { addVersions, type Version } from '../../../ingest/log/timeline.ts'
import { LogWriter } from '../../../ingest/log/writer.ts'
import { applyMapping } from '../../../ingest/mapping/apply.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import type { Mappings } from '../../../ingest/mapping/mapping.ts'
import { remapLog } from '../../../ingest/mapping/remapLog.ts'
import type { RemapReport } from '../../../ingest/mapping/remapReport.ts'
import { storeChanges } from '../../../ingest/pipeline/store.ts'
import { ENTITIES } from '../../../warehouse/catalogue/entities.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { formatDay, parseDay } from '../../../warehouse/platform/time/day.ts'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import { firstLineOf, startScript } from '../../support/processes/runScript.ts'
import { type TestWarehouse, temporaryDir, testWarehouse } from '../../support/warehouse.ts'
import { pseudonyms } from './systems/rowAsChange.ts'

const FILE = 'guangdong/tb_activity.yaml'
const SOURCE = 'spool:test/gd.zhtj.tb_activity/0@1'
const ENTITY = ENTITIES.activity
const KEYS = 40
const today = parseDay('2026-06-30') ?? 0
const log = createLog('test')
const shipped = loadMappings(['guangdong'])

let test: TestWarehouse
let folder: ReturnType<typeof temporaryDir>
let writer: LogWriter
/** How many messages there were, and what the log must hold. */
let messages: number
let expected: Change[]

beforeAll(async () => {
  folder = temporaryDir()
  test = await testWarehouse()
})
afterAll(async () => {
  folder.remove()
  await test?.stop()
})
beforeEach(async () => {
  for (const table of ['app.dwd_activity_log', 'ops.ods_change'])
    await test.warehouse.app.command({ query: `truncate table ${table}` })
  messages = 0
  expected = []
  writer = await open()
  await send(writer, 200)
})

/** The mappings of guangdong with other lines in the file of the activities. */
function corrected(lines: Record<string, string>): Mappings {
  const from = path.join(import.meta.dirname, '../../../ingest/mapping/guangdong')
  fs.cpSync(from, path.join(folder.dir, 'guangdong'), { recursive: true })
  const file = path.join(folder.dir, FILE)
  let text = fs.readFileSync(file, 'utf8')
  for (const [old, line] of Object.entries(lines)) {
    expect(text).toContain(old)
    text = text.replace(old, line)
  }
  fs.writeFileSync(file, text)
  return loadMappings(['guangdong'], [folder.dir])
}

/** The n-th message of the table under these mappings: edits, moves, soft and real deletions, patches, late days. */
function messageUnder({ all }: Mappings, n: number): Change {
  const mapping = all.find(one => one.entity === 'activity')
  if (!mapping) throw new Error('no mapping of activities')
  const brokerTime = Date.parse(`2026-05-${String(((n * 7) % 27) + 1).padStart(2, '0')}T12:00:00+08:00`)
  const key = { activity_id: ((n * 13) % KEYS) + 1 }
  const whole: Row = {
    ...key,
    host_org_id: n % 3 === 0 ? 5 : 6,
    category: (n % 5) + 1,
    kind: 1,
    activity_status: n % 6,
    publish_time: brokerTime,
    is_cross_city: n % 2 === 1,
    is_deleted: n % 10 === 9 ? (n % 4 === 1 ? 'f' : 't') : 0,
    title: '敬老',
  }
  const { category, is_deleted, ...patch } = whole
  const op = n % 17 === 16 ? 'delete' : 'upsert'
  const change = {
    op,
    opRaw: op === 'delete' ? 'd' : 'u',
    table: mapping.table,
    after: op === 'delete' ? null : n >= 100 && n % 7 === 6 ? patch : whole,
    before: null,
    key,
    snapshot: n < 100,
    at: brokerTime,
    lineage: n < 100 ? '' : 'mysql:1',
    sourcePos: n < 100 ? 0n : BigInt(n),
  } as const
  const place = { source: SOURCE, epoch: 1, offset: BigInt(n), row: 0, brokerTime }
  const found = applyMapping(mapping, change, place, pseudonyms)
  if ('reason' in found) throw new Error(found.detail)
  return found
}

async function open(beforeInsert?: () => Promise<void>): Promise<LogWriter> {
  const hooks = { collided: async () => {}, ...(beforeInsert ? { beforeInsert } : {}) }
  const made = new LogWriter(test.warehouse.app, 'activity', 1, log, hooks, { sealMs: 1_500 })
  await made.open()
  return made
}

/** Sends the next messages through the shipped mapping, as the ingest does. */
async function send(into: LogWriter, count: number): Promise<Change[]> {
  const some = Array.from({ length: count }, (_, i) => messageUnder(shipped, messages + i))
  messages += count
  expected.push(...some)
  await storeChanges(test.warehouse.app, 1, some)
  await into.write(some, new Map([[SOURCE, BigInt(messages)]]))
  return some
}

async function remap(mappings: Mappings, options: Partial<RebuildOptions> = {}): Promise<RemapReport> {
  const { app: client } = test.warehouse
  const { all } = mappings
  const { revise, report } = remapLog({ client, entity: 'activity', keyId: 1, mappings: all, pseudonyms })
  const few = { leaseMs: 600, fillVersions: 100 }
  await rebuildLog('activity', { client, config: test.config, keyId: 1, log, revise, ...few, ...options })
  return report()
}

/** The log holds these versions and the rows that they mean, and is at the end of its stream. */
async function expectLog(changes: readonly Change[]): Promise<void> {
  const place = { client: test.warehouse.app, entity: ENTITY, table: 'app.dwd_activity_log' }
  const ids = [...new Set(changes.map(({ id }) => id))]
  const versionsOf = (id: string) =>
    addVersions(
      [],
      changes.filter(change => change.id === id).map(({ version }) => version),
    )
  const found = new Map<string, Version[]>(ids.map(id => [id, []]))
  await lookUpVersions(place, 1, ids, ({ id, version }) => found.get(id)?.push(version))
  const written = await lookUpWritten(place, 1, ids)
  const netOf = (signed: readonly SignedRow[]) => {
    const net = new Map<string, number>()
    for (const { sign, transition, day, changedAt, state } of signed) {
      const name = JSON.stringify([transition, formatDay(day), changedAt, state])
      net.set(name, (net.get(name) ?? 0) + sign)
    }
    return [...net].filter(([, sum]) => sum !== 0).sort()
  }
  for (const id of ids) {
    // of a field that was not sent a version holds anything
    const said = (version: Version) => ({
      ...version,
      fields: version.fields.filter((_, i) => hasField(version.sent, i)),
    })
    expect(found.get(id)?.map(said)).toEqual(versionsOf(id).map(said))
    expect(netOf(written.get(id) ?? [])).toEqual(netOf(rows(rulesOf(ENTITY), versionsOf(id))))
  }
  expect((await writer.readHead()).positions).toEqual(new Map([[SOURCE, BigInt(messages)]]))
}

/** Activities in progress by category, as the wall shows them. */
async function running(): Promise<Record<string, number>> {
  const asked = { name: 'x', metrics: ['ACT02'], org: 'root', rows: 'total', by: 'category' } as const
  const { answers } = await askUnmasked(
    test.warehouse.app,
    { org: 'root' },
    [{ ...asked, from: today, to: today, grain: 'all' }],
    today,
  )
  const cells = answers.get('x')?.cells ?? []
  return Object.fromEntries(cells.flatMap(({ item, value }) => (value ? [[item, value]] : [])))
}

const CORRECTION = {
  '"3": public_service': '"3": rights',
  '{ column: is_deleted }': '{ column: is_deleted, yes: [f], no: ["0", t] }',
  'fields:\n': 'fields:\n  host_id: { column: activity_id, as: id }\n',
}
const underAll = (mappings: Mappings, count = messages) =>
  Array.from({ length: count }, (_, n) => messageUnder(mappings, n))

describe('mapping the changes of a log anew', () => {
  it('leaves the same rows and positions under the same mapping, while a writer writes', async () => {
    let waiting: Promise<unknown> | undefined
    const report = await remap(shipped, {
      onProgress: async ({ step }) => {
        if (step === 'filling' || step === 'caught up') await send(writer, 30)
        if (step === 'sealed') waiting = send(writer, 30)
      },
    })
    await waiting
    await expectLog(expected)
    const alive = expected.slice(0, -30).filter(({ version }) => version.life !== 'deleted')
    expect(report).toEqual({ mapped: alive.length, changed: 0, absent: 0, refused: [], lacking: [] })
  })

  it('makes of all history what the corrected mapping says, also of what comes meanwhile', async () => {
    const mappings = corrected(CORRECTION)
    const before = await running()
    expect(before.public_service).toBeGreaterThan(0)
    const report = await remap(mappings, {
      onProgress: async ({ step }) => {
        if (step === 'caught up') await send(writer, 30)
      },
    })
    await expectLog(underAll(mappings))
    const after = await running()
    expect(after.public_service).toBeUndefined()
    expect(after.rights).toBeGreaterThan(before.rights ?? 0)
    expect(report).toMatchObject({ absent: 0, refused: [], lacking: [] })
    expect(report.changed).toBe(report.mapped)
  })

  it('keeps what it cannot map, does not have or may not see, and says so', async () => {
    const mappings = corrected({
      ', "4": ended': '',
      'fields:\n': 'fields:\n  host_id: { column: host_number, as: id }\n',
    })
    const deleted = messageUnder(shipped, 16).id
    await test.warehouse.app.command({
      query: `alter table ops.ods_change delete where id = ${deleted}`,
      clickhouse_settings: { mutations_sync: '2' },
    })
    const alive = expected.filter(({ version }) => version.life !== 'deleted')
    const kept = alive.filter(({ id }) => id !== deleted)
    const ended = kept.filter(({ ods }) => JSON.parse(ods.data).activity_status === '4')

    const report = await remap(mappings)
    // nothing was lost, and what could not be filled is as it was
    await expectLog(expected)
    expect(ended.length).toBeGreaterThan(0)
    const mapped = kept.length - ended.length
    expect(report).toEqual({
      mapped,
      changed: 0,
      absent: alive.length - kept.length,
      refused: [
        {
          detail: 'zhtj.tb_activity.activity_status: a code that the mapping does not list for status',
          versions: ended.length,
        },
      ],
      // patches lack other columns, which says nothing
      lacking: [
        {
          table: 'zhtj.tb_activity',
          column: 'host_number',
          fields: ['host_id'],
          versions: mapped,
          of: mapped,
        },
      ],
    })
  })

  it('takes nothing that was stored under another secret, or of a table that no mapping names', async () => {
    const { all } = shipped
    const { app: client } = test.warehouse
    const base = { client, entity: 'activity', mappings: all, pseudonyms } as const
    const version = expected[0]
    if (!version) throw new Error('nothing was sent')
    const foreign = remapLog({ ...base, keyId: 2 })
    expect(await foreign.revise([version])).toEqual([version])
    expect(foreign.report()).toMatchObject({ mapped: 0, absent: 1 })
    const unnamed = remapLog({ ...base, keyId: 1, mappings: all.filter(one => one.entity !== 'activity') })
    expect(await unnamed.revise([version])).toEqual([version])
    expect(unnamed.report().refused).toEqual([
      { detail: 'zhtj.tb_activity: no mapping of system 1 makes activity of it', versions: 1 },
    ])
  })

  it('takes what was stored last of a change that was delivered twice', async () => {
    const { all: mappings } = shipped
    const { app: client } = test.warehouse
    const version = expected[0]
    if (!version) throw new Error('nothing was sent')
    const { ods } = version
    const data = JSON.stringify({ ...JSON.parse(ods.data), category: '4' })
    await storeChanges(client, 1, [{ ...version, ods: { ...ods, data } }])
    const twice = remapLog({ client, entity: 'activity', keyId: 1, mappings, pseudonyms })
    const [revised] = await twice.revise([version])
    expect(revised?.version.fields).toContain('internship')
    expect(twice.report()).toMatchObject({ mapped: 1, changed: 1 })
  })

  it('refuses the batch of a writer that slept through it, who then writes it anew', async () => {
    const mappings = corrected(CORRECTION)
    let wake = () => {}
    let asleep = () => {}
    const slept = new Promise<void>(resolve => {
      asleep = resolve
    })
    let tries = 0
    const sleeper = await open(async () => {
      tries += 1
      if (tries > 1) return
      asleep()
      await new Promise<void>(resolve => {
        wake = resolve
      })
    })
    const count = messages
    const sending = send(sleeper, 30)
    await slept
    await remap(mappings)
    wake()
    const late = await sending
    expect(tries).toBe(2)
    await expectLog([...underAll(mappings, count), ...late])
  })

  it('killed before its swap, the log is as it was and the next one succeeds', async () => {
    const mappings = corrected(CORRECTION)
    const args = [JSON.stringify(test.connection), 'filled', folder.dir]
    const child = startScript('tests/support/processes/rebuilder.ts', args, {
      TUANSHU_DATA: test.config.dataDir,
    })
    expect(await firstLineOf(child)).toBe('filled')
    const gone = new Promise(resolve => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
    // its seal holds the writer up for no longer than its limit
    await send(writer, 30)
    await expectLog(expected)
    await remap(mappings)
    await expectLog(underAll(mappings))
  })
})
