import { describe, expect, it } from 'vitest'
import {
  alertedIn,
  dueIn,
  isNight,
  passedIn,
  ROUND_START,
  type Round,
  shownIn,
  touchedIn,
} from '../../../dashboard/parts/round.ts'
import type { AlertLine, OpenAlerts, Program } from '../../../warehouse/contract/picture.ts'

const program: Program = {
  round: [
    { scene: 'overview', title: '总览', seconds: 60 },
    { scene: 'dues', title: '团费', seconds: 30 },
    { scene: 'study', title: '学习与教育', seconds: 30 },
  ],
  resumeSeconds: 20,
  night: null,
}
const alert = (
  rule: string,
  severity: AlertLine['severity'],
  scene: string | null,
  raisedOn: string,
): AlertLine => ({
  id: `${rule}:${raisedOn}`,
  rule,
  title: '',
  severity,
  orgName: '',
  words: '',
  raisedOn,
  holder: '',
  scene,
})
/** As judged on a day of November: the listed ones, and how many red ones of each rule are open. */
const alerts = (day: number, first: AlertLine[], reds: Record<string, number> = {}): OpenAlerts => ({
  judgedOn: `2026-11-${day}`,
  open: { amber: 0, red: 0 },
  rules: Object.entries(reds).map(([rule, red]) => ({ rule, title: '', amber: 0, red })),
  first,
})
const raisedNow = alert('A5', 'red', 'study', '2026-11-29')
const shown = (scene: string, now: number, round: Round = ROUND_START) => shownIn(round, program, scene, now)

describe('a round', () => {
  it('shows each scene for its seconds, in its order, and from the end on anew', () => {
    const first = shown('overview', 0)
    expect(dueIn(first, program, 'overview', 59_999)).toBeNull()
    expect(dueIn(first, program, 'overview', 60_000)).toBe('dues')
    const last = shown('study', 100_000, first)
    expect(dueIn(last, program, 'study', 130_000)).toBe('overview')
  })

  it('stands while somebody uses the wall, and plays on after a time', () => {
    const touched = touchedIn(shown('overview', 0), program, 55_000)
    expect(dueIn(touched, program, 'overview', 74_999)).toBeNull()
    expect(dueIn(touched, program, 'overview', 75_000)).toBe('dues')
  })

  it('of one scene stays there', () => {
    const one = { ...program, round: program.round.slice(0, 1) }
    expect(dueIn(shownIn(ROUND_START, one, 'overview', 0), one, 'overview', 1e9)).toBeNull()
  })

  it('goes to its first scene from one that is not of it', () => {
    expect(dueIn(shown('moves', 0), program, 'moves', 30_000)).toBe('overview')
  })

  it('is four times as slow by night', () => {
    const night = { ...program, night: { from: 0, to: 1439 } }
    const first = shown('overview', 0)
    expect(dueIn(first, night, 'overview', 239_999)).toBeNull()
    expect(dueIn(first, night, 'overview', 240_000)).toBe('dues')
  })
})

describe('a scene that has nothing to tell', () => {
  it('is passed over for the next one at once', () => {
    const passed = passedIn(shown('overview', 0), program, 'dues', 60_000)
    expect(dueIn(passed, program, 'overview', 60_000)).toBe('study')
  })

  it('leaves the present one standing for its time again when no other tells anything', () => {
    const all = passedIn(passedIn(shown('overview', 0), program, 'dues', 60_000), program, 'study', 60_000)
    expect(dueIn(all, program, 'overview', 119_999)).toBeNull()
    expect(dueIn(all, program, 'overview', 120_000)).toBe('overview')
  })
})

describe('a red alert', () => {
  const before = alertedIn(shown('overview', 0), alerts(28, [], { A5: 3 }))

  it('that is new brings its scene forward once, and the round goes on where it was', () => {
    const judged = alerts(29, [raisedNow], { A5: 4 })
    const raised = alertedIn(before, judged)
    expect(dueIn(raised, program, 'overview', 1_000)).toBe('study')
    const forward = shown('study', 2_000, raised)
    expect(dueIn(forward, program, 'study', 31_999)).toBeNull()
    expect(dueIn(forward, program, 'study', 32_000)).toBe('dues')
    expect(dueIn(alertedIn(forward, judged), program, 'study', 3_000)).toBeNull()
  })

  it('that takes the place of another of its rule brings its scene forward as well', () => {
    expect(alertedIn(before, alerts(29, [raisedNow], { A5: 3 })).called).toBe('study')
  })

  it('that was amber until now brings its scene forward', () => {
    const older = alert('A5', 'red', 'study', '2026-11-20')
    expect(alertedIn(before, alerts(29, [older], { A5: 4 })).called).toBe('study')
  })

  it('that was open all along and only now has a place in the list brings nothing forward', () => {
    const older = alert('A5', 'red', 'study', '2026-11-20')
    expect(alertedIn(before, alerts(29, [older], { A5: 2 })).called).toBeNull()
  })

  it('that was there from the beginning, or is amber, or has no scene, brings nothing forward', () => {
    const known = alertedIn(shown('overview', 0), alerts(29, [raisedNow], { A5: 1 }))
    const later = alertedIn(known, {
      ...alerts(30, [
        raisedNow,
        alert('A6', 'amber', 'study', '2026-11-30'),
        alert('A7', 'red', null, '2026-11-30'),
      ]),
      rules: [],
    })
    expect(dueIn(later, program, 'overview', 1_000)).toBeNull()
  })

  it('waits for a hand that uses the wall', () => {
    const raised = alertedIn(before, alerts(29, [raisedNow], { A5: 4 }))
    const touched = touchedIn(raised, program, 500)
    expect(dueIn(touched, program, 'overview', 20_499)).toBeNull()
    expect(dueIn(touched, program, 'overview', 20_500)).toBe('study')
  })

  it('is remembered by its rule: what is kept does not grow with the alerts', () => {
    let round = before
    for (let n = 0; n < 1_000; n++)
      round = alertedIn(round, alerts(29, [{ ...raisedNow, id: `A5:${n}` }], { A5: n }))
    expect(round.known?.reds.size).toBe(1)
  })
})

it.each([
  ['2026-11-29T14:00:00Z', true],
  ['2026-11-29T13:59:00Z', false],
  ['2026-11-28T22:29:00Z', true],
  ['2026-11-28T22:30:00Z', false],
])('the night from 22:00 to 06:30 in Shanghai holds %s: %s', (at, expected) => {
  expect(isNight({ from: 22 * 60, to: 6 * 60 + 30 }, Date.parse(at))).toBe(expected)
})
