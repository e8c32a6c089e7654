import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Watch } from '../../api/live/hub.ts'
import { Pace } from '../../api/live/pace.ts'
import { ScreenCount } from '../../api/live/screenCount.ts'
import { Viewer } from '../../api/live/viewer.ts'
import type { Picture, SubscribeAnswer } from '../../warehouse/contract/picture.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { samplePicture, sampleProvince } from '../support/browser/wallPictures.ts'

const orgs = sampleProvince('440000', '广东省')
const ROOT = '440000'
const [FIRST = '', SECOND = ''] = ['440100', '440300']

/** A hub whose pictures are there when the test says so. */
class SlowHub {
  readonly reads: { org: string; finish(): void; fail(error: Error): void }[] = []
  readonly left: string[] = []

  watch(_scene: string, org: string): Promise<Watch> {
    return new Promise((resolve, reject) => {
      const watch: Watch = {
        room: `overview root ${org}`,
        picture: () => pictureOf(org),
        leave: () => void this.left.push(org),
      }
      this.reads.push({ org, finish: () => resolve(watch), fail: reject })
    })
  }
}

function pictureOf(id: string): Picture {
  const org = orgs.get(id)
  if (!org) throw new Error(`no ${id} in the sample`)
  return samplePicture(orgs, org, { now: 0, sequence: 1, tick: 0 })
}

let hub: SlowHub
let rooms: Set<string>
let viewer: Viewer
let answers: { org: string; answer: SubscribeAnswer }[]

beforeEach(() => {
  hub = new SlowHub()
  rooms = new Set()
  answers = []
  viewer = new Viewer({
    hub,
    scope: { org: 'root' },
    log: createLog('test').child({}, { level: 'silent' }),
    join: room => void rooms.add(room),
    quit: room => void rooms.delete(room),
  })
})
afterEach(() => viewer.leave())

const see = (org: string) => viewer.see('overview', org, answer => answers.push({ org, answer }))
const answered = () => answers.map(({ org, answer }) => [org, answer.ok] as const)
const settled = (count: number) => vi.waitFor(() => expect(answers).toHaveLength(count))

async function looking(org: string): Promise<void> {
  see(org)
  hub.reads.at(-1)?.finish()
  await vi.waitFor(() => expect(rooms).toEqual(new Set([`overview root ${org}`])))
  answers.length = 0
}

describe('a viewer', () => {
  it('that asks again for a slow picture neither leaves it nor starts it over', async () => {
    for (let n = 0; n < 4; n++) see(ROOT)
    expect(hub.reads).toHaveLength(1)
    hub.reads[0]?.finish()
    await settled(4)
    expect(answered()).toEqual([
      [ROOT, false],
      [ROOT, false],
      [ROOT, false],
      [ROOT, true],
    ])
    expect(hub.reads).toHaveLength(1)
    expect(hub.left).toEqual([])
  })

  it('that asks for what it looks at is answered without a read', async () => {
    await looking(ROOT)
    see(ROOT)
    expect(answered()).toEqual([[ROOT, true]])
    expect(hub.reads).toHaveLength(1)
    expect(hub.left).toEqual([])
  })

  it('of twenty thousand wishes keeps one waiting and reads one at a time', async () => {
    for (let n = 0; n < 20_000; n++) see(n % 2 ? FIRST : SECOND)
    see(ROOT)
    expect(answers).toHaveLength(20_000)
    expect(hub.reads.map(read => read.org)).toEqual([SECOND])
    hub.reads[0]?.finish()
    await vi.waitFor(() => expect(hub.reads).toHaveLength(2))
    hub.reads[1]?.finish()
    await settled(20_001)
    expect(answered().at(-1)).toEqual([ROOT, true])
    expect(hub.reads.map(read => read.org)).toEqual([SECOND, ROOT])
    expect(hub.left).toEqual([SECOND])
  })

  it('stays where it is until the wished picture is there, and when that is refused', async () => {
    await looking(ROOT)
    see(FIRST)
    expect(rooms).toEqual(new Set([`overview root ${ROOT}`]))
    hub.reads.at(-1)?.fail(new Error('too slow'))
    await settled(1)
    expect(answered()).toEqual([[FIRST, false]])
    expect(rooms).toEqual(new Set([`overview root ${ROOT}`]))
    see(FIRST)
    hub.reads.at(-1)?.finish()
    await settled(2)
    expect(rooms).toEqual(new Set([`overview root ${FIRST}`]))
    expect(hub.left).toEqual([ROOT])
  })

  it('that turned back, or is gone, does not enter what was read meanwhile', async () => {
    await looking(ROOT)
    see(FIRST)
    see(ROOT)
    hub.reads.at(-1)?.finish()
    await vi.waitFor(() => expect(hub.left).toEqual([FIRST]))
    expect(rooms).toEqual(new Set([`overview root ${ROOT}`]))
    see(SECOND)
    viewer.leave()
    hub.reads.at(-1)?.finish()
    await vi.waitFor(() => expect(hub.left).toEqual([FIRST, ROOT, SECOND]))
    expect(rooms.has(`overview root ${SECOND}`)).toBe(false)
  })
})

describe('the count of screens', () => {
  const kiosk = (id: string) => ({
    kind: 'kiosk' as const,
    kiosk: { id, name: id, org: 'root', isRevoked: false, createdAt: 0, changedAt: 0, seenAt: 0 },
  })

  it('holds each link to its own limit, and gives the place of a line that ended to another', () => {
    const count = new ScreenCount(2)
    const lines = [{}, {}, {}]
    const add = (line: object) => count.add(kiosk('hall'), line)
    expect(lines.map(add)).toEqual([true, true, false])
    expect(count.add(kiosk('lobby'), {})).toBe(true)
    expect(count.add({ kind: 'wall' }, {})).toBe(true)
    count.remove(kiosk('hall'), lines[0] ?? {})
    expect(lines.slice(2).map(add)).toEqual([true])
  })

  it('counts a line that joins again once', () => {
    const count = new ScreenCount(1)
    const line = {}
    expect([count.add(kiosk('hall'), line), count.add(kiosk('hall'), line)]).toEqual([true, true])
  })
})

describe('the pace', () => {
  it('refuses one too many until its time is over', () => {
    const pace = new Pace(2, 1_000)
    expect([0, 1, 2, 999].map(now => pace.allows(now))).toEqual([true, true, false, false])
    expect(pace.allows(1_000)).toBe(true)
  })
})
