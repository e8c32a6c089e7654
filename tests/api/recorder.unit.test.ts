import { describe, expect, it } from 'vitest'
import { EVERY_MS, KEPT_MS, Recorder } from '../../api/live/recorder.ts'
import type { Picture } from '../../warehouse/contract/picture.ts'
import { sampleProvince } from '../support/browser/sampleProvince.ts'
import { samplePicture } from '../support/browser/wallPictures.ts'

const orgs = sampleProvince('440000', '广东省')
const START = Date.parse('2026-11-28T04:00:00Z')

function picture(builtAt: number): Picture {
  const org = orgs.get('440000')
  if (!org) throw new Error('the sample has no province')
  return { ...samplePicture(orgs, org, { now: builtAt, sequence: 1, tick: 0 }), builtAt }
}

describe('what walls have shown', () => {
  it('is kept once in ten minutes, and found by the time and the room', () => {
    const recorder = new Recorder()
    for (let n = 0; n < 25; n++) recorder.keep('a', picture(START + n * 60_000))
    expect(recorder.at('a', START - 1)?.builtAt).toBe(START)
    expect(recorder.at('a', START + EVERY_MS - 1)?.builtAt).toBe(START)
    expect(recorder.at('a', START + EVERY_MS)).toEqual(picture(START + EVERY_MS))
    expect(recorder.at('a', START + 24 * 60_000)?.builtAt).toBe(START + 2 * EVERY_MS)
    expect(recorder.at('b', START + EVERY_MS)).toBeUndefined()
  })

  it('is forgotten after a day', () => {
    const recorder = new Recorder()
    recorder.keep('a', picture(START))
    recorder.keep('a', picture(START + KEPT_MS))
    expect(recorder.at('a', START)?.builtAt).toBe(START)
    recorder.keep('a', picture(START + KEPT_MS + EVERY_MS))
    expect(recorder.at('a', START)?.builtAt).toBe(START + KEPT_MS)
  })
})
