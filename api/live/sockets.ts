import type { Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import { z } from 'zod'
import { SCENE_NAMES } from '../../warehouse/catalogue/scenes.ts'
import { describeError } from '../../warehouse/errors.ts'
import type { Log } from '../../warehouse/log.ts'
import { askedOrg } from '../auth/access.ts'
import { scopeOfPrincipal } from '../auth/principal.ts'
import type { Principals } from '../auth/principals.ts'
import { chineseError } from '../http/errors.ts'
import { isSameOrigin } from '../http/sameOrigin.ts'
import type { FeedWatch } from './feedWatch.ts'
import type { Hub } from './hub.ts'
import type { LiveServer } from './liveServer.ts'
import type { SubscribeAnswer } from './picture.ts'
import { watchSockets } from './socketWatch.ts'
import { readStatus, type StatusSource } from './status.ts'

const subscription = z.strictObject({
  scene: z.enum(SCENE_NAMES),
  org: z.string().regex(/^(root|\d{1,20})$/),
})
// a subscription has some dozen characters, and nothing else is ever received
const MAX_MESSAGE_BYTES = 4_096
// who does not say hello is not let in, and shall not wait at the door
const HELLO_MS = 10_000

export interface SocketOptions {
  log: Log
  hub: Hub
  feed: FeedWatch
  status: StatusSource
  principals: Principals
}

/**
 * Attaches the live push to the web server; the caller closes it with `closeSockets`. Who may not see the wall is refused
 * with the reason `unauthenticated`.
 */
export function openSockets(
  http: HttpServer,
  { log, hub, feed, status, principals }: SocketOptions,
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
  io.use((socket, next) => {
    principals.of(socket.request.headers).then(
      principal => {
        if (!principal) return next(new Error('unauthenticated'))
        socket.data.principal = principal
        next()
      },
      (error: unknown) => {
        log.warn({ reason: describeError(error) }, 'a viewer could not be looked up')
        next(new Error('unavailable'))
      },
    )
  })
  const stopWatching = watchSockets(io, principals, log)
  http.once('close', stopWatching)
  io.on('connection', socket => {
    const scope = scopeOfPrincipal(socket.data.principal)
    socket.data.watch = undefined
    socket.data.last = Promise.resolve()
    void feed
      .start(sendStatus)
      .then(() => readStatus(status))
      .then(current => socket.emit('status', current))
      .catch((error: unknown) => log.error({ reason: describeError(error) }, 'status could not be sent'))

    const leave = () => {
      const { watch } = socket.data
      if (!watch) return
      socket.data.watch = undefined
      watch.leave()
      void socket.leave(watch.room)
    }
    const subscribe = async (given: unknown, answer: (answer: SubscribeAnswer) => void): Promise<void> => {
      const parsed = subscription.safeParse(given)
      if (!parsed.success) return answer({ ok: false, error: '订阅请求无效：需要画面名称和组织编号' })
      leave()
      if (!socket.connected) return
      try {
        const watch = await hub.watch(parsed.data.scene, askedOrg(scope, parsed.data.org), scope)
        if (!socket.connected) return watch.leave()
        socket.data.watch = watch
        await socket.join(watch.room)
        answer({ ok: true, picture: watch.picture() })
      } catch (error) {
        const { status: code, message } = chineseError(error)
        if (code >= 500) log.error({ reason: describeError(error) }, 'subscription failed')
        answer({ ok: false, error: message })
      }
    }
    socket.on('subscribe', (given: unknown, ack: unknown) => {
      if (typeof ack !== 'function') return
      socket.data.last = socket.data.last.then(() => subscribe(given, answer => ack(answer)))
    })
    socket.on('disconnect', () => {
      leave()
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
