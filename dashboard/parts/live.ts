import { io, type Socket } from 'socket.io-client'
import type {
  FeedStatus,
  PastWish,
  Picture,
  Program,
  RecordWish,
  Refusal,
  SceneInfo,
  SubscribeAnswer,
  Subscription,
} from '../../warehouse/contract/picture.ts'
import type { NumberedOrder, WallState } from '../../warehouse/contract/wallOrder.ts'
import {
  answered,
  asked,
  closed,
  heard,
  judgeSequence,
  type Line,
  NO_LINE,
  opened,
  reconnectDelay,
  refused,
  SILENCE_MS,
} from './connection.ts'

interface FromServer {
  program: (program: Program) => void
  scene: (scene: SceneInfo) => void
  picture: (picture: Picture) => void
  status: (status: FeedStatus) => void
  order: (order: NumberedOrder, ack: () => void) => void
  refused: (refusal: Refusal) => void
}

interface ToServer {
  subscribe: (subscription: Subscription, ack: (answer: SubscribeAnswer) => void) => void
  past: (wish: PastWish, ack: (answer: SubscribeAnswer) => void) => void
  record: (wish: RecordWish, ack: (answer: SubscribeAnswer) => void) => void
  state: (state: WallState) => void
}

/** Longer than this nobody waits for the picture of a past day. */
const PAST_MS = 30_000

export interface LiveOptions {
  /** Address of the server, `''` for the one the page came from. */
  url: string
  /** Id of the scene to begin with. */
  scene: string
  /** Organisation to begin with, `root` for the top of what the viewer may see. */
  org: string
  /** Runs its argument before the next frame; of the pictures that arrived by then only the newest is painted. */
  paint(run: () => void): void
  /** A scene that was asked for, before its first picture. */
  onScene(scene: SceneInfo): void
  onPicture(picture: Picture): void
  /** What a wall plays that was asked for no scene. */
  onProgram?(program: Program): void
  /** What a wall is told to show by who controls it. */
  onOrder?(order: NumberedOrder): void
  onLine(line: Line): void
  /** The server refused a scene or an organisation; the wall stays where it is. */
  onRefusal(message: string): void
  /** Whoever looks may not see the wall (any more): signed out, or the link of the screen was revoked. */
  onSignedOut(): void
  now?(): number
  random?(): number
  /** Wait before an attempt, milliseconds; see `reconnectDelay`. */
  delay?(attempt: number, random: number): number
}

export interface Live {
  /** Goes to another organisation; the shown picture stays until the new one is here. */
  open(org: string): void
  /** Goes to another scene of the same organisation; the shown picture stays until the new one is here. */
  turnTo(scene: string): void
  /** The picture of a day that is over; rejects with words for the viewer, and when the line breaks. */
  past(wish: PastWish): Promise<Picture>
  /** What was shown at an instant of the last day; rejects as `past` does. */
  record(wish: RecordWish): Promise<Picture>
  /** Tells what the wall shows, now and at the beginning of each line. */
  tell(state: WallState): void
  /** Ends the connection for good. */
  close(): void
}

/**
 * The wall's one connection: subscribes, applies pictures in order, and comes back by itself. After every connect, every
 * gap in the sequence and every new business day it fetches the whole picture again, but never while an answer is still
 * to come: that is waited for as long as the line is open, however slow the warehouse is. The client's own reconnecting
 * is off because it would let a thousand walls return at once.
 */
export function connectLive(options: LiveOptions): Live {
  const now = options.now ?? Date.now
  const random = options.random ?? Math.random
  const delay = options.delay ?? reconnectDelay
  const socket: Socket<FromServer, ToServer> = io(options.url, {
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnection: false,
    timeout: 8_000,
    autoConnect: false,
  })

  let line: Line = NO_LINE
  let wanted: Subscription = { scene: options.scene, org: options.org }
  let shown: (Subscription & { sequence: number }) | null = null
  let subscribed = false
  /** Number of the last wish; 0 when it has been answered. */
  let awaited = 0
  let wishes = 0
  let attempt = 0
  let ended = false
  let retry: ReturnType<typeof setTimeout> | undefined
  let silence: ReturnType<typeof setTimeout> | undefined
  let fresh: Picture | null = null
  let told: WallState | null = null

  function report(next: Line): void {
    line = next
    options.onLine(line)
  }

  function show(picture: Picture): void {
    const first = fresh === null
    fresh = picture
    if (!first) return
    options.paint(() => {
      const newest = fresh
      fresh = null
      if (newest && !ended) options.onPicture(newest)
    })
  }

  function subscribe(): void {
    const number = ++wishes
    awaited = number
    report(asked(line, now()))
    socket.emit('subscribe', wanted, answer => {
      // a line that broke has taken the wish with it, a newer wish its place
      if (number !== awaited || ended) return
      awaited = 0
      if (!answer.ok) return refuse(answer.error)
      report(answered(line))
      subscribed = true
      shown = placeOf(answer.picture)
      wanted = { scene: shown.scene, org: shown.org }
      show(answer.picture)
    })
  }

  function refuse(message: string): void {
    options.onRefusal(message)
    // with no picture on this line the next status asks once more, for the place that was shown last
    if (shown) wanted = { scene: shown.scene, org: shown.org }
    // the server has left the viewer where it was
    if (subscribed) report(answered(line))
  }

  function reconnect(): void {
    clearTimeout(silence)
    if (ended) return
    clearTimeout(retry)
    retry = setTimeout(() => socket.connect(), delay(attempt++, random()))
  }

  /** A line that is open but dumb (a proxy that forgot us) is cut and built again. */
  function listen(): void {
    clearTimeout(silence)
    silence = setTimeout(() => socket.disconnect(), 3 * SILENCE_MS)
  }

  const polling = () => socket.io.engine?.transport.name === 'polling'

  socket.on('connect', () => {
    attempt = 0
    subscribed = false
    awaited = 0
    report(opened(line, polling(), now()))
    listen()
    subscribe()
    if (told) socket.emit('state', told)
  })
  socket.on('connect_error', error => {
    if (error.message === 'unauthenticated') options.onSignedOut()
    report(refused(line, refusalOf(error)))
    reconnect()
  })
  socket.on('disconnect', () => {
    subscribed = false
    report(closed(line))
    reconnect()
  })
  socket.on('status', status => {
    const newDay = line.status !== null && line.status.day !== status.day
    report(heard(line, status, polling(), now()))
    listen()
    if ((!subscribed || newDay) && !awaited) subscribe()
  })
  socket.on('refused', ({ message }) => report(refused(line, message)))
  socket.on('program', program => options.onProgram?.(program))
  socket.on('order', (order, ack) => {
    options.onOrder?.(order)
    ack()
  })
  socket.on('scene', scene => options.onScene(scene))
  socket.on('picture', picture => {
    if (!subscribed || !shown || picture.scene !== shown.scene || picture.org.id !== shown.org) return
    const judgement = judgeSequence(shown.sequence, picture.sequence)
    if (judgement === 'ignore') return
    shown = placeOf(picture)
    show(picture)
    if (judgement === 'resync' && !awaited) subscribe()
  })
  socket.connect()

  function wish(next: Partial<Subscription>): void {
    wanted = { ...wanted, ...next }
    if (socket.connected) subscribe()
  }

  return {
    open: org => wish({ org }),
    turnTo: scene => wish({ scene }),
    async past(pastWish) {
      const answer = await socket.timeout(PAST_MS).emitWithAck('past', pastWish)
      if (!answer.ok) throw new Error(answer.error)
      return answer.picture
    },
    async record(recordWish) {
      const answer = await socket.timeout(PAST_MS).emitWithAck('record', recordWish)
      if (!answer.ok) throw new Error(answer.error)
      return answer.picture
    },
    tell(state) {
      told = state
      if (socket.connected) socket.emit('state', state)
    },
    close() {
      ended = true
      clearTimeout(retry)
      clearTimeout(silence)
      socket.disconnect()
    },
  }
}

function placeOf({ scene, org, sequence }: Picture): Subscription & { sequence: number } {
  return { scene, org: org.id, sequence }
}

/** What the server said when it did not let us in; `''` when it could not be reached. */
function refusalOf(error: Error): string {
  if (!('data' in error) || typeof error.data !== 'object' || error.data === null) return ''
  return 'message' in error.data && typeof error.data.message === 'string' ? error.data.message : ''
}
