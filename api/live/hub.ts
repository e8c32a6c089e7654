import type { SceneId } from '../../warehouse/catalogue/scenes.ts'
import { describeError, TuanshuError } from '../../warehouse/errors.ts'
import type { Scope } from '../../warehouse/query/types.ts'
import { HeadWatch } from './headWatch.ts'
import { type Deps, LivePicture } from './livePicture.ts'
import type { Picture } from './picture.ts'

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
  live: LivePicture
  viewers: number
  first: Promise<void> | undefined
}

/** No picture is asked more often, and heads are asked this often while somebody looks. */
const TICK_MS = 250

/**
 * Keeps the pictures that somebody looks at up to date: one look at the heads of the chains per tick, one set of queries
 * per changed picture, however many viewers. With nobody looking it asks nothing.
 */
export class Hub {
  readonly #options: HubOptions
  readonly #heads: HeadWatch
  readonly #watched = new Map<string, Watched>()
  #timer: NodeJS.Timeout | undefined
  #ticking: Promise<void> | undefined
  #isStopped = false

  constructor(options: HubOptions) {
    this.#options = options
    this.#heads = new HeadWatch(options.reader)
  }

  /**
   * Joins the viewers of a picture; resolves when there is one. Throws `TuanshuError` for an organisation that is unknown
   * or outside the scope, and when the warehouse does not answer.
   */
  async watch(scene: SceneId, org: string, scope: Scope): Promise<Watch> {
    const room = [scene, scope.org, org].join(' ')
    let watched = this.#watched.get(room)
    if (!watched) {
      watched = {
        room,
        live: new LivePicture(this.#options, scene, org, scope),
        viewers: 0,
        first: undefined,
      }
      this.#watched.set(room, watched)
    }
    const { live } = watched
    watched.viewers++
    try {
      if (!live.picture) {
        watched.first ??= this.#refreshFirst(watched)
        await watched.first
      }
    } catch (error) {
      this.#leave(watched)
      throw error
    }
    this.#schedule(TICK_MS)
    let hasLeft = false
    return {
      room,
      picture: () => pictureOf(live),
      leave: () => {
        if (!hasLeft && watched) this.#leave(watched)
        hasLeft = true
      },
    }
  }

  /** The picture as it is now, for one who does not stay. Throws as `watch` does. */
  async look(scene: SceneId, org: string, scope: Scope): Promise<Picture> {
    const watch = await this.watch(scene, org, scope)
    watch.leave()
    return watch.picture()
  }

  /** Pictures that somebody looks at. */
  get size(): number {
    return this.#watched.size
  }

  /** Viewers that look at one. */
  get viewers(): number {
    return [...this.#watched.values()].reduce((sum, { viewers }) => sum + viewers, 0)
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#ticking
  }

  async #refreshFirst(watched: Watched): Promise<void> {
    try {
      await watched.live.refresh(await this.#heads.read())
    } finally {
      watched.first = undefined
    }
  }

  #leave(watched: Watched): void {
    watched.viewers--
    if (watched.viewers === 0) this.#watched.delete(watched.room)
    if (this.#watched.size > 0) return
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #schedule(afterMs: number): void {
    if (this.#timer || this.#ticking || this.#isStopped || this.#watched.size === 0) return
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
    const shown = [...this.#watched.values()].filter(({ live }) => live.picture)
    try {
      const heads = await this.#heads.read()
      for (const { room, live } of shown) {
        try {
          if (await live.refresh(heads)) publish(room, pictureOf(live))
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
