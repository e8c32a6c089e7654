import { expect, it } from 'vitest'
import { catchUpsOf } from '../../../jobs/schedule/catchUp.ts'

const jobs = ['first', 'second', 'third', 'fourth'].map(name => ({ name }))
const works = [
  { due: 2, of: 26 },
  { due: 0, of: 26 },
  { due: 26, of: 26 },
  { due: 1, of: 1 },
]

it('a job is done after those before it, at the pace of its last windows', () => {
  const paces = new Map([
    ['first', 1_000],
    ['third', 500],
    ['fourth', 4_000],
  ])
  expect(new Map(catchUpsOf(jobs, works, paces))).toEqual(
    new Map([
      ['first', { done: 24, of: 26, leftMs: 2_000 }],
      ['third', { done: 0, of: 26, leftMs: 15_000 }],
      ['fourth', { done: 0, of: 1, leftMs: 19_000 }],
    ]),
  )
})

it('while no run tells how long a window takes, nothing is said of it and of those after it', () => {
  const left = new Map(catchUpsOf(jobs, works, new Map([['first', 1_000]])))
  expect([...left.values()].map(({ leftMs }) => leftMs)).toEqual([2_000, null, null])
})
