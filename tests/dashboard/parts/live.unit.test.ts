import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Line } from '../../../dashboard/parts/connection.ts'
import { connectLive, type Live } from '../../../dashboard/parts/live.ts'
import {
  type FeedStatus,
  figuresIn,
  type Picture,
  type SceneInfo,
} from '../../../warehouse/contract/picture.ts'
import { sampleProvince } from '../../support/browser/wallPictures.ts'
import { startWallServer, type WallServer, type WallServerOptions } from '../../support/browser/wallServer.ts'

const orgs = sampleProvince('440000', '广东省')
const open: { close(): unknown }[] = []

afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

async function serve(part: Partial<WallServerOptions> = {}): Promise<WallServer> {
  const server = await startWallServer({ orgs, root: '440000', ...part })
  open.push({ close: () => server.stop() })
  return server
}

/** A client whose frames are painted by hand. */
function connect(url: string, scene = 'overview') {
  const seen = {
    scenes: [] as SceneInfo[],
    pictures: [] as Picture[],
    lines: [] as Line[],
    refusals: [] as string[],
    frames: [] as (() => void)[],
  }
  const live: Live = connectLive({
    url,
    scene,
    org: 'root',
    paint: run => seen.frames.push(run),
    onScene: each => seen.scenes.push(each),
    onPicture: picture => seen.pictures.push(picture),
    onLine: line => seen.lines.push(line),
    onRefusal: message => seen.refusals.push(message),
    onSignedOut: () => seen.refusals.push('signed out'),
    delay: () => 30,
  })
  open.unshift(live)
  const frame = () => seen.frames.splice(0).map(run => run()).length
  const shown = async (test: (picture: Picture) => boolean) =>
    vi.waitFor(
      () => {
        frame()
        const picture = seen.pictures.at(-1)
        if (!picture || !test(picture)) throw new Error(`shown: ${picture?.org.id} ${picture?.sequence}`)
        return picture
      },
      { timeout: 10_000 },
    )
  return { live, seen, frame, shown }
}

describe('the live client', () => {
  it('shows the picture it subscribed to, then each change', async () => {
    const server = await serve()
    const client = connect(server.url)
    const first = await client.shown(picture => picture.org.id === '440000')
    server.advance()
    const next = await client.shown(picture => picture.sequence === first.sequence + 1)
    const members = (picture: Picture) => figuresIn(picture.panels.headline?.content ?? null)[0]?.value ?? 0
    expect(members(next)).toBeGreaterThan(members(first))
    expect(server.subscriptions).toHaveLength(1)
  })

  it('says when it may not look, and shows the wall once it may', async () => {
    let closed = true
    const server = await serve({ closed: () => closed })
    const client = connect(server.url)
    await vi.waitFor(() => expect(client.seen.refusals).toContain('signed out'))
    expect(client.seen.pictures).toEqual([])
    closed = false
    await client.shown(picture => picture.org.id === '440000')
  })

  it('paints once a frame, and then the newest', async () => {
    const server = await serve()
    const client = connect(server.url)
    const first = await client.shown(() => true)
    const before = client.seen.pictures.length
    for (let n = 0; n < 5; n++) server.advance()
    // the organisation is told over the same line after the pictures: when it answers, they are all here
    client.live.open('440100')
    await vi.waitFor(() => expect(server.subscriptions).toHaveLength(2))
    await client.shown(picture => picture.org.id === '440100')
    expect(client.seen.pictures.length - before).toBeLessThanOrEqual(3)
    expect(client.seen.pictures.at(-1)?.sequence).toBe(first.sequence + 5)
  })

  it('fetches the picture again after a gap in the sequence', async () => {
    const server = await serve()
    const client = connect(server.url)
    const first = await client.shown(() => true)
    server.advance(3)
    await client.shown(picture => picture.sequence === first.sequence + 4)
    await vi.waitFor(() => expect(server.subscriptions).toHaveLength(2))
  })

  it('comes back to a restarted server at the same place, though its sequence starts anew', async () => {
    const server = await serve()
    const client = connect(server.url)
    await client.shown(() => true)
    client.live.open('440300')
    for (let n = 0; n < 3; n++) server.advance()
    await client.shown(picture => picture.org.id === '440300' && picture.sequence === 4)
    await server.stop()
    await vi.waitFor(() => expect(client.seen.lines.at(-1)?.open).toBe(false))
    const again = await serve({ port: server.port })
    await client.shown(picture => picture.sequence === 1)
    expect(client.seen.lines.at(-1)?.open).toBe(true)
    expect(again.subscriptions).toEqual([{ scene: 'overview', org: '440300' }])
  })

  it('stays where it is when an organisation is refused', async () => {
    const server = await serve()
    const client = connect(server.url)
    const first = await client.shown(() => true)
    client.live.open('999999')
    await vi.waitFor(() => expect(client.seen.refusals).toEqual(['没有组织 999999']))
    server.advance()
    await client.shown(picture => picture.org.id === first.org.id && picture.sequence === first.sequence + 1)
    expect(server.subscriptions).toHaveLength(2)
  })

  it('asks once and takes the answer however late it comes, and tells since when it waits', {
    timeout: 30_000,
  }, async () => {
    let answer = () => {}
    const slow = new Promise<void>(resolve => {
      answer = resolve
    })
    const server = await serve({ slow: () => slow })
    const client = connect(server.url)
    const statuses = () => new Set(client.seen.lines.map(line => line.status?.now)).size
    // one comes every second; more patience than any wall has for a page
    await vi.waitFor(() => expect(statuses()).toBeGreaterThan(7), { timeout: 15_000 })
    expect(client.seen.pictures).toEqual([])
    expect(client.seen.lines.at(-1)?.askedAt).toBe(
      client.seen.lines.find(line => line.askedAt !== null)?.askedAt,
    )
    answer()
    await client.shown(picture => picture.org.id === '440000')
    expect(server.subscriptions).toHaveLength(1)
    expect(client.seen.lines.at(-1)?.askedAt).toBeNull()
  })

  it('keeps the shown picture moving while another is slow', async () => {
    let answer = () => {}
    let slow: Promise<void> | undefined
    const server = await serve({ slow: async () => slow })
    const client = connect(server.url)
    const first = await client.shown(() => true)
    slow = new Promise<void>(resolve => {
      answer = resolve
    })
    client.live.open('440300')
    await vi.waitFor(() => expect(server.subscriptions).toHaveLength(2))
    server.advance()
    await client.shown(picture => picture.org.id === first.org.id && picture.sequence === first.sequence + 1)
    answer()
    await client.shown(picture => picture.org.id === '440300')
  })

  it('turns to another scene of the same organisation, and stays where it is when that is refused', async () => {
    const server = await serve()
    const client = connect(server.url)
    await client.shown(() => true)
    client.live.open('440300')
    await client.shown(picture => picture.org.id === '440300')
    client.live.turnTo('study')
    await client.shown(picture => picture.scene === 'study' && picture.org.id === '440300')
    expect(client.seen.scenes.map(({ id }) => id)).toContain('study')
    client.live.turnTo('none')
    await vi.waitFor(() => expect(client.seen.refusals.at(-1)).toContain('没有名为“none”的画面'))
    server.advance()
    await client.shown(picture => picture.scene === 'study' && picture.sequence === 2)
  })

  it('tells why it is not let in, until it is', async () => {
    let reason: string | undefined = '同一账号最多同时打开 2 面大屏'
    const server = await serve({ refuse: () => reason })
    const client = connect(server.url)
    await vi.waitFor(() => expect(client.seen.lines.at(-1)?.refusal).toBe(reason))
    reason = undefined
    await client.shown(() => true)
    expect(client.seen.lines.at(-1)?.refusal).toBe('')
  })

  it('falls back to polling where WebSocket does not get through, and says so', async () => {
    const server = await serve({ transports: ['polling'] })
    const client = connect(server.url)
    await client.shown(() => true)
    await vi.waitFor(() => expect(client.seen.lines.at(-1)?.polling).toBe(true))
  })

  it('fetches the picture again when the business day changes', async () => {
    let day = '2026-11-21'
    const server = await serve({ alterStatus: (status: FeedStatus) => void Object.assign(status, { day }) })
    const client = connect(server.url)
    await client.shown(() => true)
    await vi.waitFor(() => expect(client.seen.lines.at(-1)?.status?.day).toBe(day))
    day = '2026-11-22'
    await vi.waitFor(() => expect(server.subscriptions).toHaveLength(2), { timeout: 5_000 })
  })
})
