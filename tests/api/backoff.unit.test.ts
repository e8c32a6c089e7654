import { expect, it } from 'vitest'
import { Backoff } from '../../api/auth/backoff.ts'

const MINUTE = 60_000

it('lets five tries through, then one a minute, two minutes, … up to fifteen', () => {
  const backoff = new Backoff()
  let now = 0
  for (let i = 0; i < 5; i++) expect(backoff.begin('someone', now)).toBe(0)
  const waits: number[] = []
  for (let i = 0; i < 6; i++) {
    const wait = backoff.begin('someone', now)
    waits.push(wait / MINUTE)
    expect(backoff.begin('someone', now + wait - 1)).toBe(1)
    now += wait
    expect(backoff.begin('someone', now)).toBe(0)
  }
  expect(waits).toEqual([1, 2, 4, 8, 15, 15])
  expect(backoff.begin('someone else', now)).toBe(0)
})

it('counts tries that are made at the same time', () => {
  const backoff = new Backoff()
  expect(Array.from({ length: 7 }, () => backoff.begin('someone', 0))).toEqual([
    0,
    0,
    0,
    0,
    0,
    MINUTE,
    MINUTE,
  ])
})

it('begins anew after a success, after an hour of quiet, and when a try told nothing', () => {
  const backoff = new Backoff()
  const fail = (times: number, now: number) => {
    for (let i = 0; i < times; i++) backoff.begin('someone', now)
  }
  fail(5, 0)
  backoff.succeeded('someone')
  expect(backoff.begin('someone', 0)).toBe(0)
  fail(4, 0)
  expect(backoff.begin('someone', 0)).toBe(MINUTE)
  backoff.withdraw('someone')
  expect(backoff.begin('someone', 0)).toBe(0)
  expect(backoff.begin('someone', 3_700_000)).toBe(0)
  fail(3, 3_700_000)
  expect(backoff.begin('someone', 3_700_000)).toBe(0)
})

it('keeps the logins that were tried last when somebody tries very many', () => {
  const backoff = new Backoff()
  for (let i = 0; i < 5; i++) backoff.begin('first', 0)
  for (let i = 0; i < 9_999; i++) backoff.begin(`login ${i}`, 0)
  expect(backoff.begin('first', 0)).toBe(MINUTE)
  backoff.begin('one more', 0)
  expect(backoff.begin('first', 0)).toBe(0)
})
