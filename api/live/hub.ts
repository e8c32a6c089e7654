import { setTimeout as pause } from 'node:timers/promises'
import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import { logsOf } from '../../warehouse/catalogue/panelSources.ts'
import { LIVE_LOGS } from '../../warehouse/catalogue/scenes.ts'
import type { Picture } from '../../warehouse/contract/picture.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import { describeError, TuanshuError } from '../../warehouse/platform/errors.ts'
import type { Heads } from './heads.ts'
import { HeadWatch } from './headWatch.ts'
import { type Deps, LivePicture } from './livePicture.ts'
import { LookSayer } from './lookSayer.ts'
import { requireScene } from './requireScene.ts'

export interface HubOptions extends Deps {
  /** Called with every new picture and the room of those who watch it. */
  publish(room: string, picture: Picture): void
}

/** Somebody looking at a picture. */
export interface Watch {
  /** Viewers of the same scene, organisation and scope share it. */
  room: string
  /** The newest picture. */
  picture(): Picture
  /** Once. */
  leave(): void
}

interface Watched {
  room: string
  /** What its figures are made of. */
  logs: readonly EntityName[]
  live: LivePicture
  viewers: number
  /** The refresh under way: there is one at a time. */
  reading: Promise<void> | undefined
  /** Runs while nobody looks. */
  forgetting: NodeJS.Timeout | undefined
}

/** No picture is asked more often, and heads are asked this often while somebody looks. */
const TICK_MS = 250
/** A picture is kept this long after its last viewer: a wall that reloads itself or loses its line finds it again. */
const KEPT_MS = 60_000
/** Longer than this nobody waits for a kept picture to be brought up to date. */
const FRESH_MS = 1_000
/** Kept without a viewer at the most, for one who leafs through the whole tree; the one left longest ago goes first. */
const MOST_KEPT = 200

/** Viewers with the same scene, organisation and scope share this room, and its picture. */
export function roomOf(scene: string, org: string, scope: Scope): string {
  return [scene, scope.org, org].join(' ')
}

/**
 * Keeps the pictures that somebody looks at up to date: one look at the heads of the chains per tick, one set of queries
 * per changed picture, however many viewers. With nobody looking it asks nothing, and keeps the last pictures for a minute.
 */
export class Hub {
  readonly #options: HubOptions
  readonly #heads: HeadWatch
  readonly #looks: LookSayer
  readonly #watched = new Map<string, Watched>()
  #timer: NodeJS.Timeout | undefined
  #ticking: Promise<void> | undefined
  #isStopped = false

  constructor(options: HubOptions) {
    this.#options = options
    this.#heads = new HeadWatch(options.warehouse)
    this.#looks = new LookSayer(options.warehouse.app, options.log)
  }

  /**
   * Joins the viewers of a picture; resolves when there is one. One that was kept is given as it is when it cannot be
   * brought up to date within a second; that follows. Throws `TuanshuError` for a scene that is unknown, for an organisation that
   * is unknown or outside the scope, and when the warehouse does not answer.
   */
  async watch(scene: string, org: string, scope: Scope): Promise<Watch> {
    const watched = this.#enter(scene, org, scope)
    try {
      if (!watched.live.picture) await this.#read(watched)
      else if (watched.viewers === 1) await this.#freshen(watched)
    } catch (error) {
      this.#leave(watched)
      throw error
    }
    this.#schedule(TICK_MS)
    let hasLeft = false
    return {
      room: watched.room,
      picture: () => pictureOf(watched.live),
      leave: () => {
        if (!hasLeft) this.#leave(watched)
        hasLeft = true
      },
    }
  }

  /** The picture as it is now, for one who does not stay. Throws as `watch` does. */
  async look(scene: string, org: string, scope: Scope): Promise<Picture> {
    const watched = this.#enter(scene, org, scope)
    try {
      // with other viewers the tick keeps it up to date
      if (watched.viewers === 1 || watched.reading) await this.#read(watched)
      return pictureOf(watched.live)
    } finally {
      this.#leave(watched)
    }
  }

  /** Pictures that somebody looks at. */
  get size(): number {
    return this.#seen().length
  }

  /** Viewers that look at one. */
  get viewers(): number {
    return [...this.#watched.values()].reduce((sum, { viewers }) => sum + viewers, 0)
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    for (const { forgetting } of this.#watched.values()) clearTimeout(forgetting)
    await this.#ticking
    await this.#looks.stop()
  }

  /** The logs of all that somebody looks at: a wall asks for no others. */
  #logs(): EntityName[] {
    const seen = new Set(this.#seen().flatMap(({ logs }) => logs))
    return LIVE_LOGS.filter(log => seen.has(log))
  }

  #seen(): Watched[] {
    return [...this.#watched.values()].filter(({ viewers }) => viewers > 0)
  }

  #enter(scene: string, org: string, scope: Scope): Watched {
    const room = roomOf(scene, org, scope)
    const entry = requireScene(scene)
    const watched = this.#watched.get(room) ?? {
      room,
      logs: Object.values(entry.panels).flatMap(logsOf),
      live: new LivePicture(this.#options, scene, entry, org, scope),
      viewers: 0,
      reading: undefined,
      forgetting: undefined,
    }
    this.#watched.set(room, watched)
    clearTimeout(watched.forgetting)
    watched.forgetting = undefined
    watched.viewers++
    return watched
  }

  /** One refresh for all who wait for it. */
  #read(watched: Watched): Promise<void> {
    return watched.reading ?? this.#refresh(watched, this.#heads.read(this.#logs()))
  }

  /** Brings a picture that was kept up to date, or leaves that to the tick when it is slow or fails. */
  async #freshen(watched: Watched): Promise<void> {
    const fresh = this.#read(watched).catch((error: unknown) => {
      this.#options.log.debug({ reason: describeError(error) }, 'a kept picture could not be refreshed')
    })
    await Promise.race([fresh, pause(FRESH_MS, undefined, { ref: false })])
  }

  #refresh(watched: Watched, heads: Heads | Promise<Heads>): Promise<void> {
    const { room, live } = watched
    const read = async () => {
      if (await live.refresh(await heads)) this.#options.publish(room, pictureOf(live))
    }
    watched.reading = read().finally(() => {
      watched.reading = undefined
    })
    return watched.reading
  }

  #leave(watched: Watched): void {
    watched.viewers--
    if (watched.viewers === 0) this.#keep(watched)
    if (this.#seen().length > 0) return
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #keep(watched: Watched): void {
    // set anew, so that the first of the kept is the one that was left longest ago
    this.#watched.delete(watched.room)
    if (!watched.live.picture || this.#isStopped) return
    this.#watched.set(watched.room, watched)
    watched.forgetting = setTimeout(() => this.#watched.delete(watched.room), KEPT_MS).unref()
    const kept = [...this.#watched.values()].filter(({ viewers }) => viewers === 0)
    for (const { room, forgetting } of kept.slice(0, -MOST_KEPT)) {
      clearTimeout(forgetting)
      this.#watched.delete(room)
    }
  }

  #schedule(afterMs: number): void {
    if (this.#timer || this.#ticking || this.#isStopped || this.#seen().length === 0) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      const startedAt = performance.now()
      this.#ticking = this.#tick().finally(() => {
        this.#ticking = undefined
        const tookMs = performance.now() - startedAt
        // on a machine that is busy (or shared with the ingest) viewers get at most half of it
        this.#schedule(Math.max(TICK_MS - tookMs, tookMs))
      })
    }, afterMs)
  }

  async #tick(): Promise<void> {
    const { publish, log } = this.#options
    // those whose first picture is still being made are asked by it
    const shown = this.#seen().filter(({ live }) => live.picture)
    const logs = this.#logs()
    this.#looks.say(logs)
    try {
      const heads = await this.#heads.read(logs)
      for (const watched of shown) {
        const { room, live, reading, viewers } = watched
        if (reading || viewers === 0) continue
        try {
          await this.#refresh(watched, heads)
        } catch (error) {
          if (live.fail(error)) publish(room, pictureOf(live))
        }
      }
    } catch (error) {
      log.debug({ reason: describeError(error) }, 'heads of the chains cannot be read')
      for (const { room, live } of shown) if (live.fail(error)) publish(room, pictureOf(live))
    }
  }
}

function pictureOf(live: LivePicture): Picture {
  if (!live.picture) throw new TuanshuError('unavailable', 'the picture has not been computed yet')
  return live.picture
}
