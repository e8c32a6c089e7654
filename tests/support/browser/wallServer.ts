import { createReadStream, existsSync } from 'node:fs'
import { createServer, type Server as HttpServer } from 'node:http'
import path from 'node:path'
import { Server } from 'socket.io'
import type { AccountInfo, SessionAnswer } from '../../../api/contract.ts'
import { inlineScripts } from '../../../api/http/inlineScripts.ts'
import { requireScene } from '../../../api/live/requireScene.ts'
import type {
  FeedStatus,
  Picture,
  Program,
  SceneInfo,
  SubscribeAnswer,
  Subscription,
} from '../../../warehouse/contract/picture.ts'
import { describeError } from '../../../warehouse/platform/errors.ts'
import { type SampleOrg, samplePicture, shanghaiDay } from './wallPictures.ts'

interface ToClient {
  program: (program: Program) => void
  scene: (scene: SceneInfo) => void
  picture: (picture: Picture) => void
  status: (status: FeedStatus) => void
}

interface FromClient {
  subscribe: (subscription: Subscription, ack: (answer: SubscribeAnswer) => void) => void
}

export interface WallServerOptions {
  /** Folder of the built page; without it only the feed is served. */
  dist?: string
  orgs: Map<string, SampleOrg>
  /** Id of the organisation that `root` means. */
  root: string
  port?: number
  transports?: ('websocket' | 'polling')[]
  /** While true nothing has happened yet: counts are 0, lists are empty. */
  isEmpty?: () => boolean
  /** Last touch on every picture and status that is sent. */
  alter?: (picture: Picture) => void
  alterStatus?: (status: FeedStatus) => void
  /** While true nobody may see the wall. */
  closed?: () => boolean
  /** Who looks at the wall; nobody by default, as at a wall that hangs by itself. */
  account?: AccountInfo
  /** While true the server sends nothing on its open lines. */
  silent?: () => boolean
  /** Requests that are answered with 503, as by a proxy whose server is away. */
  lose?: (path: string) => boolean
  /** A subscription is answered only then. */
  slow?: () => Promise<void>
  /** What a wall plays that was asked for no scene; nothing by default. */
  program?: Program
  /** Nobody is let in, for this reason. */
  refuse?: () => string | undefined
}

export interface WallServer {
  url: string
  port: number
  /** Sends the status and the next content to everyone; `skip` numbers are lost on the way. */
  advance(skip?: number): void
  subscriptions: Subscription[]
  stop(): Promise<void>
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
}

/** No inline style, and no inline script but the page's own: the page must live with the strictest policy. */
function policyOf(dist: string): string {
  const scripts = inlineScripts(dist).join(' ')
  return `default-src 'self'; script-src 'self' ${scripts}; connect-src 'self' ws:; object-src 'none'; base-uri 'none'`
}

/** A small real server of the wall: the built page and a Socket.IO feed of sample pictures. */
export async function startWallServer(options: WallServerOptions): Promise<WallServer> {
  const { orgs } = options
  const http = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://wall').pathname
    if (options.lose?.(name)) return response.writeHead(503).end()
    if (name === '/api/session') {
      const answer: SessionAnswer = { account: options.account ?? null, hasMailbox: false }
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    }
    const file = path.join(options.dist ?? '', name === '/' ? 'index.html' : name)
    if (!options.dist || !file.startsWith(options.dist) || !existsSync(file))
      return response.writeHead(404).end()
    response.writeHead(200, {
      'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
      'content-security-policy': policyOf(options.dist),
    })
    return createReadStream(file).pipe(response)
  })
  const io = new Server<FromClient, ToClient>(http, {
    transports: options.transports ?? ['websocket', 'polling'],
  })
  const subscriptions: Subscription[] = []
  let sequence = 1
  let tick = 0

  const pictureOf = (scene: string, org: SampleOrg): Picture => {
    const empty = options.isEmpty?.() ?? false
    const picture = samplePicture(orgs, org, { now: Date.now(), sequence, tick, scene, empty })
    options.alter?.(picture)
    return picture
  }
  const status = (): FeedStatus => {
    const now = Date.now()
    const value: FeedStatus = {
      now,
      build: 'test',
      day: shanghaiDay(now),
      feed: 'live',
      loading: null,
      rate: 1_284,
    }
    options.alterStatus?.(value)
    return value
  }

  io.use((_socket, next) => {
    const message = options.closed?.() ? '请先登录' : options.refuse?.()
    if (message === undefined) return next()
    const reason = options.closed?.() ? 'unauthenticated' : 'limited'
    return next(Object.assign(new Error(reason), { data: { message } }))
  })
  io.on('connection', socket => {
    socket.emit('status', status())
    if (options.program) socket.emit('program', options.program)
    socket.on('subscribe', async (subscription, ack) => {
      subscriptions.push(subscription)
      const { scene } = subscription
      try {
        socket.emit('scene', { id: scene, ...requireScene(scene) })
      } catch (error) {
        return ack({ ok: false, error: describeError(error) })
      }
      await options.slow?.()
      const org = orgs.get(subscription.org === 'root' ? options.root : subscription.org)
      if (!org) return ack({ ok: false, error: `没有组织 ${subscription.org}` })
      for (const room of socket.rooms) if (room !== socket.id) await socket.leave(room)
      await socket.join(`${scene} ${org.id}`)
      ack({ ok: true, picture: pictureOf(scene, org) })
    })
  })
  const tell = () => {
    if (!options.silent?.()) io.emit('status', status())
  }
  const beat = setInterval(tell, 1_000)

  await listen(http, options.port ?? 0)
  const address = http.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    subscriptions,
    advance(skip = 0) {
      sequence += 1 + skip
      tick++
      tell()
      for (const [room] of io.sockets.adapter.rooms) {
        const [scene = '', id = ''] = room.split(' ')
        const org = orgs.get(id)
        if (org) io.to(room).emit('picture', pictureOf(scene, org))
      }
    },
    async stop() {
      clearInterval(beat)
      http.closeAllConnections()
      await io.close()
    },
  }
}

function listen(http: HttpServer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject)
    http.listen(port, '127.0.0.1', () => resolve())
  })
}
