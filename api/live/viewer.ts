import type { SubscribeAnswer } from '../../warehouse/contract/picture.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import { describeError } from '../../warehouse/platform/errors.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { chineseError } from '../http/errors.ts'
import { type Hub, roomOf, type Watch } from './hub.ts'

interface Wish {
  scene: string
  org: string
  room: string
  answer(answer: SubscribeAnswer): void
}

export interface ViewerOptions {
  hub: Pick<Hub, 'watch'>
  scope: Scope
  log: Log
  /** Begins to receive what is published to a room. */
  join(room: string): void
  /** Ceases to. */
  quit(room: string): void
}

const SUPERSEDED = '已改看其他画面或组织，这一请求不再处理'

/**
 * What one viewer looks at. Only the newest wish counts: an older one that has no answer yet is answered at once as
 * superseded, so however many come, one picture is read at a time and one wish waits. The viewer stays in the picture it
 * has until the wished one is there, also when that is refused.
 */
export class Viewer {
  readonly #options: ViewerOptions
  #watch: Watch | undefined
  #wish: Wish | undefined
  #isReading = false
  #hasLeft = false

  constructor(options: ViewerOptions) {
    this.#options = options
  }

  /** Wishes to see a picture. `answer` is called once. */
  see(scene: string, org: string, answer: Wish['answer']): void {
    const room = roomOf(scene, org, this.#options.scope)
    this.#settle({ ok: false, error: SUPERSEDED })
    this.#wish = { scene, org, room, answer }
    if (this.#watch?.room === room) this.#settle({ ok: true, picture: this.#watch.picture() })
    else if (!this.#isReading) void this.#read()
  }

  /** Looks no longer; what is still being read is left when it is there. */
  leave(): void {
    this.#hasLeft = true
    this.#wish = undefined
    this.#watch?.leave()
    this.#watch = undefined
  }

  async #read(): Promise<void> {
    const { hub, scope, log } = this.#options
    this.#isReading = true
    while (this.#wish) {
      const { scene, org, room } = this.#wish
      const isWished = () => this.#wish?.room === room && !this.#hasLeft
      try {
        const watch = await hub.watch(scene, org, scope)
        if (isWished()) this.#moveTo(watch)
        else watch.leave()
      } catch (error) {
        const { status, message } = chineseError(error)
        if (status >= 500) log.error({ reason: describeError(error) }, 'subscription failed')
        if (isWished()) this.#settle({ ok: false, error: message })
      }
    }
    this.#isReading = false
  }

  #moveTo(watch: Watch): void {
    const before = this.#watch
    this.#watch = watch
    if (before) this.#options.quit(before.room)
    this.#options.join(watch.room)
    before?.leave()
    this.#settle({ ok: true, picture: watch.picture() })
  }

  /** Answers the wish that waits, if one does. */
  #settle(answer: SubscribeAnswer): void {
    const wish = this.#wish
    this.#wish = undefined
    wish?.answer(answer)
  }
}
