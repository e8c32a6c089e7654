import { expect, it } from 'vitest'
import { oneAhead } from '../../../ingest/log/oneAhead.ts'

/** Numbers from 1 on, which tell when they are begun and that they were given up. */
async function* numbers(told: string[], last: number, fails = false): AsyncGenerator<number> {
  try {
    for (let n = 1; n <= last; n++) {
      told.push(`begin ${n}`)
      yield n
    }
    if (fails) throw new Error('broken')
  } finally {
    told.push('end')
  }
}

it('gives all pieces in order, and begins the next while one is used', async () => {
  const told: string[] = []
  for await (const n of oneAhead(numbers(told, 3))) told.push(`use ${n}`)
  expect(told).toEqual(['begin 1', 'begin 2', 'use 1', 'begin 3', 'use 2', 'end', 'use 3'])
})

it('tells an error after the pieces before it', async () => {
  const used: number[] = []
  const use = async () => {
    for await (const n of oneAhead(numbers([], 2, true))) used.push(n)
  }
  await expect(use()).rejects.toThrow('broken')
  expect(used).toEqual([1, 2])
})

it('gives the rest up when its user stops', async () => {
  const told: string[] = []
  for await (const n of oneAhead(numbers(told, 9))) if (n === 2) break
  expect(told).toEqual(['begin 1', 'begin 2', 'begin 3', 'end'])
})
