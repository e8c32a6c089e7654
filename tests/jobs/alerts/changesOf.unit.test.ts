import { describe, expect, it } from 'vitest'
import { Random } from '../../../ingest/demo/random.ts'
import type { AlertChange, AlertState, Firing, Judgement } from '../../../jobs/alerts/alert.ts'
import { alertName, changesOf } from '../../../jobs/alerts/changesOf.ts'
import { at } from '../../warehouse/query/world.ts'

const DAY = at('2026-11-20')
const AFTER = ({ rule }: AlertState) => (rule === 'A2' ? 3 : undefined)
const NOBODY = new Map()

const firing = (change: Partial<Firing> = {}): Firing => ({
  rule: 'A1',
  org: '111',
  item: '',
  severity: 'amber',
  since: DAY,
  grain: 'day',
  figure: 2,
  line: 3,
  words: '团支部在册团员数 2 人，低于黄色预警线 3 人',
  ...change,
})
const judged = (rule: string, ...found: Firing[]): Judgement => ({ rule, firing: found, unknown: [] })

/** The open alerts after some changes, by adding signed rows. */
function added(open: readonly AlertState[], changes: readonly AlertChange[]): AlertState[] {
  const sums = new Map<string, { state: AlertState; sum: number }>()
  const add = (state: AlertState, sign: number) => {
    const name = JSON.stringify(state)
    sums.set(name, { state, sum: (sums.get(name)?.sum ?? 0) + sign })
  }
  for (const state of open) add(state, 1)
  for (const { state, sign } of changes) add(state, sign)
  expect([...sums.values()].every(({ sum }) => sum === 0 || sum === 1)).toBe(true)
  return [...sums.values()].filter(({ sum }) => sum === 1).map(({ state }) => state)
}

function standing(open: readonly AlertState[], day: number, ...judgements: Judgement[]): AlertState[] {
  return added(open, changesOf(open, judgements, AFTER, NOBODY, day))
}

describe('the changes of a day', () => {
  it('raise what holds, once, and say since when', () => {
    const changes = changesOf([], [judged('A1', firing())], AFTER, NOBODY, DAY)
    expect(changes.map(({ kind, sign }) => [kind, sign])).toEqual([['raised', 1]])
    expect(changes[0]?.state).toMatchObject({
      raisedOn: DAY,
      words: '团支部在册团员数 2 人，低于黄色预警线 3 人，自2026年11月20日起',
    })
  })

  it('are none where everything stands as before', () => {
    const open = standing([], DAY, judged('A1', firing()))
    expect(changesOf(open, [judged('A1', firing({ since: DAY + 1 }))], AFTER, NOBODY, DAY + 1)).toEqual([])
  })

  it('keep the day of the raise and the first day that it is known for, when figure or severity move', () => {
    const open = standing([], DAY, judged('A1', firing()))
    const [moved] = standing(
      open,
      DAY + 2,
      judged('A1', firing({ severity: 'red', figure: 0, since: DAY + 2, words: '团支部在册团员数 0 人' })),
    )
    expect(moved).toMatchObject({ severity: 'red', raisedOn: DAY, since: DAY, figure: 0 })
    expect(moved?.words).toBe('团支部在册团员数 0 人，自2026年11月20日起')
  })

  it('clear what no longer holds; raised again it is another alert', () => {
    const open = standing([], DAY, judged('A1', firing()))
    const changes = changesOf(open, [judged('A1')], AFTER, NOBODY, DAY + 1)
    expect(changes.map(({ kind, sign }) => [kind, sign])).toEqual([['cleared', -1]])
    const [again] = standing(added(open, changes), DAY + 2, judged('A1', firing({ since: DAY + 2 })))
    const [first] = open
    expect(again && first && alertName(again) !== alertName(first)).toBe(true)
  })

  it('neither raise nor clear by a rule that could not be judged; what is open says why', () => {
    const open = standing([], DAY, judged('A1', firing()))
    const doubted = standing(open, DAY + 1, { rule: 'A1', doubt: 'not_computed', firing: [], unknown: [] })
    expect(doubted).toMatchObject([{ doubt: 'not_computed', figure: 2, raisedOn: DAY }])
    expect(standing(doubted, DAY + 2, judged('A1', firing({ since: DAY + 2 })))).toEqual(open)
  })

  it('keep the alert of the one organisation that is not known, and clear the others', () => {
    const open = standing([], DAY, judged('A1', firing(), firing({ org: '112' })))
    const unknown = [{ rule: 'A1', org: '112', item: '', doubt: 'suppressed' as const }]
    expect(standing(open, DAY + 1, { rule: 'A1', firing: [], unknown })).toMatchObject([
      { org: '112', doubt: 'suppressed' },
    ])
  })

  it('clear alerts of a rule that left the catalogue', () => {
    expect(standing(standing([], DAY, judged('A1', firing())), DAY + 1)).toEqual([])
  })

  it('hand an alert that nobody took note of in time to the organisation above, once', () => {
    const found = firing({ rule: 'A2' })
    let open = standing([], DAY, judged('A2', found))
    open = standing(open, DAY + 2, judged('A2', found))
    expect(open).toMatchObject([{ escalatedOn: null }])
    open = standing(open, DAY + 3, judged('A2', found))
    expect(open).toMatchObject([{ escalatedOn: DAY + 3 }])
    expect(changesOf(open, [judged('A2', found)], AFTER, NOBODY, DAY + 4)).toEqual([])
  })

  it('hand on a red alert that was acknowledged only while it was amber', () => {
    const open = standing([], DAY, judged('A2', firing({ rule: 'A2' })))
    const noted = new Map([[open[0] ? alertName(open[0]) : '', 'amber' as const]])
    const stays = changesOf(open, [judged('A2', firing({ rule: 'A2' }))], AFTER, noted, DAY + 3)
    expect(stays).toEqual([])
    const red = changesOf(
      open,
      [judged('A2', firing({ rule: 'A2', severity: 'red' }))],
      AFTER,
      noted,
      DAY + 3,
    )
    expect(added(open, red)).toMatchObject([{ severity: 'red', escalatedOn: DAY + 3 }])
  })

  it('leave exactly what holds open, over any course of days', () => {
    const random = new Random(7, 'alerts')
    let open: AlertState[] = []
    for (let day = DAY; day < DAY + 60; day++) {
      const holds = ['111', '112', '121', '21'].filter(() => random.next() < 0.5)
      const found = holds.map(org =>
        firing({
          org,
          since: day,
          figure: Math.floor(random.next() * 3),
          severity: random.next() < 0.3 ? 'red' : 'amber',
        }),
      )
      open = standing(open, day, judged('A1', ...found))
      expect(open.map(({ org }) => org).sort()).toEqual([...holds].sort())
      expect(open.every(({ raisedOn, since }) => raisedOn <= day && since <= day)).toBe(true)
    }
  })
})
