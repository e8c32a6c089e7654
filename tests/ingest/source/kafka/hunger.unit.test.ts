import { expect, it } from 'vitest'
import { type Appetite, Hunger } from '../../../../ingest/source/kafka/hunger.ts'

const partition = (given: Partial<Appetite> = {}): Appetite => ({
  position: 5n,
  next: 10n,
  isFetched: true,
  ...given,
})

it('finds the partition that gives nothing although it holds something', () => {
  const hunger = new Hunger()
  const quiet = partition({ position: 10n })
  const busy = partition({ position: 0n, next: 1_000n })
  const starving = partition()
  const look = () => {
    busy.position = (busy.position ?? 0n) + 7n
    return hunger.look([quiet, busy, starving])
  }
  expect([look(), look()]).toEqual([undefined, undefined])
  expect(look()).toEqual({ kind: 'hungry', partition: starving })
  starving.position = 6n
  expect(look()).toBeUndefined()
})

it('does not count while nothing is fetched for good reason', () => {
  const hunger = new Hunger()
  const paused = partition({ isFetched: false })
  const unknown = partition({ position: undefined })
  for (let look = 0; look < 20; look++) expect(hunger.look([paused, unknown])).toBeUndefined()
})

it('gives the client up when being alone does not help', () => {
  const hunger = new Hunger()
  const starving = partition()
  const kinds = Array.from({ length: 9 }, () => hunger.look([starving])?.kind)
  expect(kinds.slice(2, 8)).toEqual(Array.from({ length: 6 }, () => 'hungry'))
  expect(kinds[8]).toBe('stuck')
})
