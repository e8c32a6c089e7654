import { expect, it } from 'vitest'
import { reachedText } from '../../../warehouse/contract/targetState.ts'

it.each([
  [0.617, '61.7%'],
  [0.9996, '99.9%'],
  [1, '100.0%'],
  [1.204, '120.4%'],
  [null, '—'],
])('a share of %s is written %s: what is not reached is never 100 %%', (share, text) => {
  expect(reachedText(share)).toBe(text)
})
