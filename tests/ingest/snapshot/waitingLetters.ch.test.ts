import { afterAll, beforeAll, expect, it } from 'vitest'
import { DeadLetterStore } from '../../../ingest/deadletter/store.ts'
import { waitingLetters } from '../../../ingest/snapshot/missing.ts'
import { readSecrets } from '../../../warehouse/platform/secrets.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

const SOURCE = 'kafka:c/t/0@1'

let test: TestWarehouse
beforeAll(async () => {
  test = await testWarehouse()
})
afterAll(() => test.stop())

it('letters hold a snapshot up as far as they may be of its table and lie in it', async () => {
  const store = new DeadLetterStore(test.warehouse.app, readSecrets(test.config.dataDir))
  const letter = (position: bigint, tables: string[]) => ({
    source: SOURCE,
    position,
    topic: 't',
    epoch: 1,
    reason: 'bad_value' as const,
    detail: 'column x',
    tables,
    key: null,
    value: Buffer.from('{}'),
    headers: {},
    sentAt: Date.UTC(2026, 4, 1),
  })
  const waiting = (table: string) =>
    waitingLetters(
      test.warehouse.app,
      {
        id: { system: 'testland', table, epoch: 1 },
        seq: 1,
        number: 1,
        state: 'ended',
        began: 'operator',
        beganAt: 0,
        position: '',
        readAt: 0,
        closed: 'operator',
        closedAt: 0,
        after: [],
        ends: [{ source: SOURCE, offset: 100n }],
        waitsFor: 'nothing',
      },
      [{ source: SOURCE, offset: 10n }],
    )
  await store.put([
    letter(20n, ['s.a']),
    letter(30n, ['s.a', 's.b']),
    letter(5n, ['s.b']),
    letter(100n, ['s.b']),
  ])
  expect([await waiting('s.a'), await waiting('s.b'), await waiting('s.c')]).toEqual([2, 1, 0])
  // it does not say what it is of
  await store.put([letter(40n, [])])
  expect([await waiting('s.a'), await waiting('s.b'), await waiting('s.c')]).toEqual([3, 2, 1])
  // handed over again, it keeps its tables
  const [first] = (await store.list()).filter(({ position }) => position === 20n)
  expect(first?.tables).toEqual(['s.a'])
  await store.markReplayed(first ? [first] : [])
  expect(await waiting('s.a')).toBe(2)
})
