import { describe, expect, it } from 'vitest'
import {
  alertedIn,
  dueIn,
  isNight,
  ROUND_START,
  type Round,
  shownIn,
  touchedIn,
} from '../../../dashboard/parts/round.ts'
import type { AlertLine, Program } from '../../../warehouse/contract/picture.ts'

const program: Program = {
  round: [
    { scene: 'overview', title: '总览', seconds: 60 },
    { scene: 'dues', title: '团费', seconds: 30 },
    { scene: 'study', title: '学习与教育', seconds: 30 },
  ],
  resumeSeconds: 20,
  night: null,
}
const alert = (id: string, severity: AlertLine['severity'], scene: string | null): AlertLine => ({
  id,
  rule: 'A5',
  title: '',
  severity,
  orgName: '',
  words: '',
  raisedOn: '2026-11-29',
  holder: '',
  scene,
})
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

describe('a red alert', () => {
  it('that is new brings its scene forward once, and the round goes on where it was', () => {
    const before = alertedIn(shown('overview', 0), [])
    const raised = alertedIn(before, [alert('a', 'red', 'study')])
    expect(dueIn(raised, program, 'overview', 1_000)).toBe('study')
    const forward = shown('study', 2_000, raised)
    expect(dueIn(forward, program, 'study', 31_999)).toBeNull()
    expect(dueIn(forward, program, 'study', 32_000)).toBe('dues')
    expect(dueIn(alertedIn(forward, [alert('a', 'red', 'study')]), program, 'study', 3_000)).toBeNull()
  })

  it('that was there from the beginning, or is amber, or has no scene, brings nothing forward', () => {
    const known = alertedIn(shown('overview', 0), [alert('a', 'red', 'study')])
    const later = alertedIn(known, [
      alert('a', 'red', 'study'),
      alert('b', 'amber', 'study'),
      alert('c', 'red', null),
    ])
    expect(dueIn(later, program, 'overview', 1_000)).toBeNull()
  })

  it('waits for a hand that uses the wall', () => {
    const raised = alertedIn(alertedIn(shown('overview', 0), []), [alert('a', 'red', 'study')])
    const touched = touchedIn(raised, program, 500)
    expect(dueIn(touched, program, 'overview', 20_499)).toBeNull()
    expect(dueIn(touched, program, 'overview', 20_500)).toBe('study')
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
