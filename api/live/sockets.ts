import type { Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import { z } from 'zod'
import type { Program, Refusal } from '../../warehouse/contract/picture.ts'
import { describeError } from '../../warehouse/platform/errors.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { parseDay } from '../../warehouse/platform/time/day.ts'
import { askedOrg } from '../auth/access.ts'
import { scopeOfPrincipal } from '../auth/principal.ts'
import type { Principals } from '../auth/principals.ts'
import { chineseError } from '../http/errors.ts'
import { isSameOrigin } from '../http/sameOrigin.ts'
import type { FeedWatch } from './feedWatch.ts'
import { type Hub, roomOf } from './hub.ts'
import type { LiveServer } from './liveServer.ts'
import { Pace } from './pace.ts'
import type { PastPictures } from './pastPictures.ts'
import type { Recorder } from './recorder.ts'
import { requireScene } from './requireScene.ts'
import { ScreenCount } from './screenCount.ts'
import { watchSockets } from './socketWatch.ts'
import { readStatus, type StatusSource } from './status.ts'
import { Viewer } from './viewer.ts'
import { type Walls, wallOf } from './walls.ts'

// one that the catalogue does not have is told back
const LONGEST_SCENE_ID = 40
const subscription = z.strictObject({
  scene: z.string().min(1).max(LONGEST_SCENE_ID),
  org: z.string().regex(/^(root|\d{1,20})$/),
})
const pastWish = subscription.extend({ day: z.string().transform(parseDay).pipe(z.number()) })
const recordWish = subscription.extend({ at: z.number().int() })
// a subscription has some dozen characters, and nothing else is ever received
const MAX_MESSAGE_BYTES = 4_096
// each may be answered with a whole picture; a hand drills a few times a second at the most
const MOST_WISHES = 60
const WISHES_MS = 10_000
// who does not say hello is not let in, and shall not wait at the door
const HELLO_MS = 10_000

export interface SocketOptions {
  log: Log
  hub: Hub
  past: PastPictures
  recorder: Recorder
  feed: FeedWatch
  walls: Walls
  status: StatusSource
  principals: Principals
  program: Program
  /** Lines that one account, or one link, may have open. */
  mostScreens: number
}

/**
 * Attaches the live push to the web server; the caller closes it with `closeSockets`. A viewer is refused with a `Refusal`
 * and the reason `unauthenticated` (may not see the wall), `limited` (too many screens) or `unavailable`.
 */
export function openSockets(
  http: HttpServer,
  { log, hub, past, recorder, feed, walls, status, principals, program, mostScreens }: SocketOptions,
): LiveServer {
  const io: LiveServer = new Server(http, {
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    connectTimeout: HELLO_MS,
    // browsers let any page open a WebSocket to any host; only our own may
    allowRequest: (request, callback) => callback(null, isSameOrigin(request.headers)),
  })

  const sendStatus = () => {
    readStatus(status)
      .then(current => io.emit('status', current))
      .catch((error: unknown) => log.error({ reason: describeError(error) }, 'status could not be sent'))
  }
  const screens = new ScreenCount(mostScreens)
  io.use((socket, next) => {
    principals.of(socket.request.headers).then(
      principal => {
        if (!principal) return next(refusal('unauthenticated', '请先登录'))
        const { conn } = socket
        if (!screens.add(principal, conn))
          return next(refusal('limited', `同一账号或链接最多同时打开 ${mostScreens} 面大屏，请先关闭一面`))
        conn.once('close', () => screens.remove(principal, conn))
        socket.data.principal = principal
        next()
      },
      (error: unknown) => {
        log.warn({ reason: describeError(error) }, 'a viewer could not be looked up')
        next(refusal('unavailable', chineseError(error).message))
      },
    )
  })
  const stopWatching = watchSockets(io, principals, log)
  http.once('close', stopWatching)
  io.on('connection', socket => {
    const scope = scopeOfPrincipal(socket.data.principal)
    const viewer = new Viewer({
      hub,
      scope,
      log,
      join: room => void socket.join(room),
      quit: room => void socket.leave(room),
    })
    const pace = new Pace(MOST_WISHES, WISHES_MS)
    let sceneSent = ''
    socket.emit('program', program)
    const id = wallOf(socket.data.principal)
    const wall =
      id === undefined
        ? undefined
        : walls.enter(id, { order: (order, ms) => socket.timeout(ms).emitWithAck('order', order) })
    if (wall) socket.on('state', (given: unknown) => wall.tell(given))
    void feed
      .start(sendStatus)
      .then(() => readStatus(status))
      .then(current => socket.emit('status', current))
      .catch((error: unknown) => log.error({ reason: describeError(error) }, 'status could not be sent'))

    socket.on('subscribe', (given: unknown, ack: unknown) => {
      if (!pace.allows(performance.now())) {
        log.warn({ principal: socket.data.principal.kind }, 'a viewer that asked too often was cut off')
        socket.emit('refused', { message: '请求过于频繁，连接已断开' })
        return socket.disconnect(true)
      }
      if (typeof ack !== 'function') return
      const parsed = subscription.safeParse(given)
      if (!parsed.success) return ack({ ok: false, error: '订阅请求无效：需要画面名称和组织编号' })
      const { scene, org } = parsed.data
      try {
        const entry = requireScene(scene)
        if (scene !== sceneSent) socket.emit('scene', { id: scene, ...entry })
        sceneSent = scene
      } catch (error) {
        return ack({ ok: false, error: chineseError(error).message })
      }
      viewer.see(scene, askedOrg(scope, org), answer => ack(answer))
    })
    const looks = new Pace(MOST_WISHES, WISHES_MS)
    socket.on('past', (given: unknown, ack: unknown) => {
      if (typeof ack !== 'function') return
      const parsed = pastWish.safeParse(given)
      if (!parsed.success) return ack({ ok: false, error: '回看请求无效：需要画面名称、组织编号和日期' })
      if (!looks.allows(performance.now())) return ack({ ok: false, error: '回看的请求过多，请稍后再试' })
      const { scene, org, day } = parsed.data
      past.read(scene, askedOrg(scope, org), scope, day).then(
        picture => ack({ ok: true, picture }),
        (error: unknown) => ack({ ok: false, error: chineseError(error).message }),
      )
    })
    socket.on('record', (given: unknown, ack: unknown) => {
      if (typeof ack !== 'function') return
      const parsed = recordWish.safeParse(given)
      if (!parsed.success) return ack({ ok: false, error: '回放请求无效：需要画面名称、组织编号和时间' })
      if (!looks.allows(performance.now())) return ack({ ok: false, error: '回看的请求过多，请稍后再试' })
      const { scene, org, at } = parsed.data
      // of the own scope alone: the room is named after it
      const picture = recorder.at(roomOf(scene, askedOrg(scope, org), scope), at)
      ack(picture ? { ok: true, picture } : { ok: false, error: '近 24 小时没有这个画面的记录' })
    })
    socket.on('disconnect', () => {
      viewer.leave()
      wall?.leave()
      if (io.sockets.sockets.size === 0) feed.stop()
    })
  })
  return io
}

/** Says goodbye to every viewer and stops accepting new ones. */
export async function closeSockets(io: LiveServer): Promise<void> {
  io.disconnectSockets(true)
  await io.close()
}

/** An error as Socket.IO takes it to the client: `data` goes along. */
function refusal(reason: string, message: string): Error & { data: Refusal } {
  return Object.assign(new Error(reason), { data: { message } })
}
