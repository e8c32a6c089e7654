import type { FastifyBaseLogger } from 'fastify'
import { describeError } from '../warehouse/platform/errors.ts'

export interface ReadinessOptions {
  /** Looks whether the work can be done: what stands against it, in words. Throws when it cannot be seen. */
  look(): Promise<string[]>
  log: Pick<FastifyBaseLogger, 'warn'>
  /** A clock that nobody sets, milliseconds. */
  now?(): number
}

const KEEP_MS = 3_000
/** Balancers give up after some seconds; what was known before is told instead. */
const PATIENCE_MS = 1_500
/** A look that fails or does not end may be mere load; the node is taken out when that lasts. */
const GRACE_MS = 30_000

const UNSEEN = '数据仓库没有响应'

/**
 * Whether the work can be done. Everybody may ask, as often as they like: one look at a time serves all, for some seconds.
 */
export class Readiness {
  readonly #options: ReadinessOptions
  readonly #now: () => number
  #looking: Promise<void> | undefined
  #lookedAt = Number.NEGATIVE_INFINITY
  #seen: { reasons: string[]; at: number } | undefined

  constructor(options: ReadinessOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
  }

  /** What stands against it; empty when nothing does. Never throws, and answers within seconds. */
  async reasons(): Promise<string[]> {
    if (this.#now() - this.#lookedAt >= KEEP_MS) this.#looking ??= this.#look()
    await withPatience(this.#looking)
    if (!this.#seen || this.#now() - this.#seen.at > GRACE_MS) return [UNSEEN]
    return this.#seen.reasons
  }

  async #look(): Promise<void> {
    try {
      const reasons = await this.#options.look()
      this.#seen = { reasons, at: this.#now() }
    } catch (error) {
      this.#options.log.warn({ reason: describeError(error) }, 'whether the work can be done cannot be seen')
    } finally {
      this.#lookedAt = this.#now()
      this.#looking = undefined
    }
  }
}

async function withPatience(looking: Promise<void> | undefined): Promise<void> {
  if (!looking) return
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>(resolve => {
    timer = setTimeout(resolve, PATIENCE_MS)
  })
  await Promise.race([looking, over])
  clearTimeout(timer)
}
