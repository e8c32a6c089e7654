import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Assessment } from '../../../warehouse/assessment/assessment.ts'
import { readPublished } from '../../../warehouse/assessment/publish.ts'
import { roundsOf } from '../../../warehouse/assessment/roundStore.ts'
import { frozenOfOrg } from '../../../warehouse/frozen/frozenStore.ts'
import { startScript } from '../../support/processes/runScript.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

const NOW = Date.parse('2026-02-10T10:00:00+08:00')
const KILLS = 4
const ASSESSMENTS = Array.from(
  { length: 12 },
  (_, i): Assessment => ({
    scheme: `scheme_${i}`,
    title: `考核${i}`,
    year: 2025,
    org: { id: '1', name: '省' },
    from: '2025-01-01',
    to: '2025-12-31',
    asOf: NOW,
    isTrial: false,
    groups: [{ peers: '市级团委', indicators: [], sheets: [] }],
  }),
)
let test: TestWarehouse

beforeAll(async () => {
  test = await testWarehouse()
})
afterAll(() => test?.stop())

const publish = () =>
  startScript('tests/support/processes/assessmentPublisher.ts', [
    JSON.stringify(test.connection),
    String(NOW),
    JSON.stringify(ASSESSMENTS),
  ])

it('a process that is killed while it publishes, again and again, leaves none out and publishes none twice', async () => {
  const { app } = test.warehouse
  for (let kill = 1; kill <= KILLS; kill++) {
    const before = (await frozenOfOrg(app, 'assessment', '1')).length
    const child = publish()
    const ended = new Promise(resolve => child.once('close', resolve))
    while (child.exitCode === null && (await frozenOfOrg(app, 'assessment', '1')).length < before + 2)
      await sleep(5)
    child.kill('SIGKILL')
    await ended
  }
  expect((await roundsOf(app, ['1'])).length).toBeLessThan(ASSESSMENTS.length)
  const whole = [publish(), publish()].map(child => new Promise(resolve => child.once('close', resolve)))
  expect(await Promise.all(whole)).toEqual([0, 0])
  const [rounds, sets] = await Promise.all([roundsOf(app, ['1']), frozenOfOrg(app, 'assessment', '1')])
  expect(sets.map(({ name }) => name).sort()).toEqual(
    ASSESSMENTS.map((_, i) => `考核〔2025〕第${i + 1}号`).sort(),
  )
  expect(rounds.map(({ publishedSet }) => publishedSet).sort()).toEqual(sets.map(({ id }) => id).sort())
  for (const { scheme, publishedSet, seq } of rounds) {
    expect(seq).toBe(1)
    expect((await readPublished(app, publishedSet)).scheme).toBe(scheme)
  }
}, 240_000)
