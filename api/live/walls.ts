import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { LAYOUT_NAMES } from '../../warehouse/contract/scene.ts'
import { UNTOLD_REASONS } from '../../warehouse/contract/untold.ts'
import {
  CONNECTIONS,
  NO_ORDER,
  type NumberedOrder,
  THEMES,
  type WallState,
} from '../../warehouse/contract/wallOrder.ts'
import { readWallOrders, type StoredWallOrder } from '../../warehouse/control/walls/wallOrders.ts'
import { describeError } from '../../warehouse/platform/errors.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { isPlain } from '../../warehouse/platform/plainText.ts'
import type { Principal } from '../auth/principal.ts'
import { Pace } from './pace.ts'

/** The wall at the machine of the server, which no link opened. */
export const LOCAL_WALL = 'local'

/** A wall that has not said within this time that it obeys is not waited for. */
const ANSWER_MS = 1_000
/** An order that could not be read is read again. */
const AGAIN_MS = 2_000
/** A wall tells of a change, and of its as-of, once a second at the most. */
const MOST_STATES = 30
const STATES_MS = 10_000

const line = (most: number) => z.string().max(most).refine(isPlain)
const wallState: z.ZodType<WallState> = z.strictObject({
  seq: z.number().int().min(0),
  scene: line(40).nullable(),
  org: z.strictObject({ id: z.string().regex(/^(root|\d{1,20})$/), name: line(100) }).nullable(),
  theme: z.enum(THEMES),
  asOf: z.number().min(0),
  mark: line(100),
  isPaused: z.boolean(),
  connection: z.enum(CONNECTIONS),
  layout: z.enum(LAYOUT_NAMES),
  untold: z.array(z.strictObject({ scene: line(40), reason: z.enum(UNTOLD_REASONS) })).max(20),
})

/** A line to a page that shows a wall. */
export interface WallLine {
  /** Resolves when the page says that it obeys; rejects when that takes too long. */
  order(order: NumberedOrder, timeoutMs: number): Promise<unknown>
}

/** One screen of a wall: a link may be open on several. */
export interface Screen {
  /** Milliseconds since 1970. */
  since: number
  /** When it said last what it shows; null before it has. */
  heardAt: number | null
  state: WallState | null
  /** Of the newest order that it was sent. */
  sent: number
}

/** How many of the screens of a wall were told, and how many have said that they obey. */
export interface Delivery {
  screens: number
  obeyed: number
}

/** The id of the wall that a viewer is; undefined for somebody who signed in, whom nobody controls. */
export function wallOf(principal: Principal): string | undefined {
  if (principal.kind === 'kiosk') return principal.kiosk.id
  return principal.kind === 'wall' ? LOCAL_WALL : undefined
}

/** The walls that are connected: what each shows, and a way to tell it what to. */
export class Walls {
  readonly #client: ClickHouseClient
  readonly #log: Log
  readonly #now: () => number
  readonly #walls = new Map<string, Map<WallLine, Screen>>()

  /** `client` is the one that may read `ops`. */
  constructor(client: ClickHouseClient, log: Log, now: () => number) {
    this.#client = client
    this.#log = log
    this.#now = now
  }

  /**
   * A screen of a wall is there: it is told its order as soon as that can be read. Returns what takes note of what it says that
   * it shows, and what ends it.
   */
  enter(wall: string, line: WallLine): { tell(given: unknown): void; leave(): void } {
    const screens = this.#walls.get(wall) ?? new Map<WallLine, Screen>()
    const screen: Screen = { since: this.#now(), heardAt: null, state: null, sent: -1 }
    const pace = new Pace(MOST_STATES, STATES_MS)
    this.#walls.set(wall, screens.set(line, screen))
    void this.#begin(wall, line, screen)
    return {
      tell: given => {
        const parsed = pace.allows(performance.now()) ? wallState.safeParse(given) : undefined
        if (!parsed?.success) return
        screen.state = parsed.data
        screen.heardAt = this.#now()
      },
      leave: () => {
        screens.delete(line)
        if (screens.size === 0 && this.#walls.get(wall) === screens) this.#walls.delete(wall)
      },
    }
  }

  screensOf(wall: string): readonly Screen[] {
    return [...(this.#walls.get(wall)?.values() ?? [])]
  }

  /** Tells every screen of a wall its order; resolves when all have answered, after a second at the latest. */
  async send(wall: string, order: NumberedOrder): Promise<Delivery> {
    const screens = [...(this.#walls.get(wall) ?? [])]
    const answers = await Promise.allSettled(screens.map(([line, screen]) => tellOrder(line, screen, order)))
    return {
      screens: screens.length,
      obeyed: answers.filter(({ status }) => status === 'fulfilled').length,
    }
  }

  /** While its order cannot be read a wall goes on with what it had. */
  async #begin(wall: string, line: WallLine, screen: Screen): Promise<void> {
    try {
      const stored = (await readWallOrders(this.#client, [wall])).get(wall)
      await tellOrder(line, screen, numbered(stored)).catch(() => undefined)
    } catch (error) {
      this.#log.warn({ wall, reason: describeError(error) }, 'the order of a wall could not be read')
      setTimeout(() => {
        if (this.#walls.get(wall)?.has(line)) void this.#begin(wall, line, screen)
      }, AGAIN_MS).unref()
    }
  }
}

/** An order that was overtaken by a newer one need not be obeyed any more. */
async function tellOrder(line: WallLine, screen: Screen, order: NumberedOrder): Promise<void> {
  if (order.seq < screen.sent) return
  screen.sent = order.seq
  await line.order(order, ANSWER_MS)
}

/** The order as the wall is sent it. */
export function numbered(stored: StoredWallOrder | undefined): NumberedOrder {
  return stored ? { seq: stored.seq, order: stored.order } : { seq: 0, order: NO_ORDER }
}
