import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change } from '../../../ingest/change.ts'
import { Memory } from '../../../ingest/log/memory.ts'
import { rows } from '../../../ingest/log/rows.ts'
import { rulesOf } from '../../../ingest/log/rules.ts'
import { addVersions, REKEYED } from '../../../ingest/log/timeline.ts'
import { LogWriter } from '../../../ingest/log/writer.ts'
import { ENTITIES } from '../../../warehouse/catalogue/entities.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { tsxArguments } from '../../../warehouse/platform/process.ts'
import { formatDay } from '../../../warehouse/platform/time/day.ts'
import { makeChange } from '../../support/ingest/changes.ts'
import { plantedWarehouse } from '../../support/plantedWarehouse.ts'

const SLOW_WRITER = fileURLToPath(new URL('../../support/processes/slowWriter.ts', import.meta.url))
const SOURCE = 'spool:test/t/0@1'

describe('the log writer', () => {
  const test = plantedWarehouse()

  const ask = async (query: string) => {
    const result = await test.warehouse.app.query({ query, format: 'JSONCompactEachRow' })
    return result.json<unknown[]>()
  }
  const writerOf = (entity: 'member' | 'org' | 'activity', keyId = 1, remembered = 0) =>
    new LogWriter(
      test.warehouse.app,
      entity,
      keyId,
      createLog('test'),
      { collided: async () => {} },
      { memory: remembered > 0 ? new Memory(remembered).of(entity) : undefined },
    )

  it('lets exactly one of two writers win, when one was frozen right before its insert', async () => {
    const slow = fork(SLOW_WRITER, [JSON.stringify(test.connection)], { execArgv: tsxArguments() })
    const said: string[] = []
    slow.on('message', message => said.push(String(message)))
    await expect.poll(() => said).toContain('before insert')
    slow.kill('SIGSTOP')

    // the other writer takes the same batch number with members 26 … 80, of which 25 are the same changes
    const writer = writerOf('member')
    await writer.open()
    const changes = Array.from({ length: 55 }, (_, i) =>
      makeChange('member', i + 26, i + 25, '2026-05-01', { org_id: '5', status: 'active' }),
    )
    expect(await writer.write(changes, new Map([[SOURCE, 80n]]))).toBe(55)

    const gone = new Promise(resolve => slow.once('exit', resolve))
    slow.kill('SIGCONT')
    slow.send('go on')
    await gone
    expect(said).toEqual(['before insert', 'applied 25'])
    expect(
      await ask('select count(), sum(sign), uniqExact(id) from app.dwd_member_log where ev = 1'),
    ).toEqual([['80', '80', '80']])
    expect(await ask('select max(batch), maxMap(watermark) from app.dwd_member_log')).toEqual([
      ['2', { [SOURCE]: '80' }],
    ])
    await writer.write([], new Map([[SOURCE, 81n]]))
    expect(await ask('select max(batch), count() from app.dwd_member_log where system = 0')).toEqual([
      ['3', '3'],
    ])
  })

  it('writes a batch as one part', async () => {
    const writer = writerOf('org')
    await writer.open()
    const changes = Array.from({ length: 3_000 }, (_, i) =>
      makeChange('org', i + 1, i, '2026-05-01', {
        org_id: String(i + 1),
        org_type: 'branch',
        status: 'active',
      }),
    )
    await writer.write(changes, new Map([[SOURCE, 3_000n]]))
    expect(
      await ask(
        "select sum(rows), count() from system.parts where database = 'app' and table = 'dwd_org_log' and active",
      ),
    ).toEqual([['3001', '1']])
  })

  it('remembers that a row was given its key when it folds a later change over it', async () => {
    const joined = { org_id: '5', status: 'active', joined_on: 17_957 }
    const given = makeChange('member', 900, 900, '2026-05-03', joined)
    const taken = { ...given, version: { ...given.version, sent: given.version.sent | REKEYED } }
    const edited = makeChange('member', 900, 901, '2026-05-04', { ...joined, gender: 'male' })
    for (const [i, change] of [taken, edited].entries()) {
      const writer = writerOf('member')
      await writer.open()
      await writer.write([change], new Map([[SOURCE, BigInt(901 + i)]]))
    }
    expect(
      await ask(
        'select toString(day) as on, transition, toInt32(sum(sign)) as total from app.dwd_member_log where id = 900 group by on, transition having total != 0 order by on, transition',
      ),
    ).toEqual([
      ['2026-05-03', 'appear', 1],
      ['2026-05-04', 'edit_in', 1],
      ['2026-05-04', 'edit_out', -1],
    ])
  })

  it('refuses a log whose pseudonyms another secret made', async () => {
    await expect(writerOf('org', 2).open()).rejects.toThrow('another secret')
  })

  it.each([
    { who: 'one writer that remembers nothing', from: 0, remembered: [0] },
    { who: 'one writer that remembers a few keys', from: 1_000, remembered: [20] },
    { who: 'two writers in turn that remember everything', from: 2_000, remembered: [1_000, 1_000] },
  ])(
    'leaves the net rows of the final timelines, whatever the order and batching of the changes: $who',
    async ({ from, remembered }) => {
      const statuses = ['draft', 'published', 'running', 'ended'] as const
      const change = fc.record({
        id: fc.integer({ min: 1, max: 40 }),
        org: fc.constantFrom('5', '6'),
        status: fc.constantFrom(...statuses),
        day: fc.integer({ min: 1, max: 9 }),
        deleted: fc.boolean(),
      })
      const [drawn = []] = fc.sample(fc.array(change, { minLength: 400, maxLength: 400 }), {
        numRuns: 1,
        seed: 11,
      })
      const changes = drawn.map((one, offset) =>
        makeChange(
          'activity',
          from + one.id,
          offset,
          `2026-05-0${one.day}`,
          one.deleted && offset % 3 === 0 ? 'deleted' : { org_id: one.org, status: one.status },
        ),
      )
      const [order = []] = fc.sample(
        fc.shuffledSubarray([...changes, ...changes], { minLength: 800, maxLength: 800 }),
        { numRuns: 1, seed: 12 },
      )
      const writers = remembered.map(versions => writerOf('activity', 1, versions))
      for (const writer of writers) await writer.open()
      for (let i = 0; i < order.length; i += 37)
        await writers[(i / 37) % writers.length]?.write(
          order.slice(i, i + 37),
          new Map([[SOURCE, BigInt(from + i)]]),
        )

      const rules = rulesOf(ENTITIES.activity)
      const expected = new Map<string, number>()
      for (const key of groups(changes)) {
        for (const row of rows(
          rules,
          addVersions(
            [],
            key.map(one => one.version),
          ),
        )) {
          const name = [key[0]?.id, row.transition, formatDay(row.day), row.state[0], row.state[3]].join(' ')
          const sum = (expected.get(name) ?? 0) + row.sign
          expected.set(name, sum)
        }
      }
      const found = await ask(
        `select concatWithSeparator(' ', toString(id), toString(transition), toString(day), toString(org_id), status), toInt32(sum(sign)) as net from app.dwd_activity_log where sign != 0 and id > ${from} and id <= ${from} + 40 group by 1 having net != 0`,
      )
      expect(new Map(found.map(([name, net]) => [name, net]))).toEqual(
        new Map([...expected].filter(([, sum]) => sum !== 0)),
      )
    },
  )
})

function groups(changes: readonly Change[]): Change[][] {
  const byId = new Map<string, Change[]>()
  for (const change of changes) byId.set(change.id, [...(byId.get(change.id) ?? []), change])
  return [...byId.values()]
}
