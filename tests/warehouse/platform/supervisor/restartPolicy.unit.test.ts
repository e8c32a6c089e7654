import { expect, test } from 'vitest'
import { createRestartPolicy } from '../../../../warehouse/platform/supervisor/restartPolicy.ts'

test('waits longer each time and gives up at the fifth death in ten minutes', () => {
  const policy = createRestartPolicy()
  expect([0, 1, 2, 3, 4].map(second => policy.afterDeath(second * 1000))).toEqual([
    500,
    1000,
    2000,
    4000,
    undefined,
  ])
})

test('forgets deaths that are ten minutes old', () => {
  const policy = createRestartPolicy()
  for (const second of [0, 1, 2, 3]) policy.afterDeath(second * 1000)
  expect(policy.afterDeath(603_000)).toBe(500)
})
