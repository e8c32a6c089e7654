import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import {
  DAY_SPEEDS,
  LONGEST_WALL_TITLE,
  NO_ORDER,
  STEP_SECONDS,
  THEMES,
  type WallOrder,
} from '../../contract/wallOrder.ts'
import { type Column, instant, named, text, written } from '../../platform/clickhouse/columns.ts'
import { type Stored, versioned } from '../../platform/clickhouse/versioned.ts'
import { TuanshuError } from '../../platform/errors.ts'

const special = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['frozen', 'maintenance']), at: z.number() }),
  z.object({ kind: z.literal('past'), day: z.string(), at: z.number() }),
  z.object({
    kind: z.literal('replay'),
    until: z.string(),
    stepSeconds: z.literal(STEP_SECONDS),
    at: z.number(),
  }),
  z.object({ kind: z.literal('last_day'), speed: z.literal(DAY_SPEEDS), at: z.number() }),
])
/** The order as it is stored and answered. */
export const wallOrder: z.ZodType<WallOrder> = z.object({
  scene: z.string().nullable(),
  org: z.string().nullable(),
  theme: z.enum(THEMES).nullable(),
  title: z.string().max(LONGEST_WALL_TITLE),
  isPaused: z.boolean(),
  special: special.nullable(),
})
const order: Column<WallOrder> = written(
  stored => wallOrder.parse(JSON.parse(stored)),
  value => JSON.stringify(value),
)

const ORDERS = versioned({
  table: 'sys_wall',
  key: 'id',
  columns: {
    id: text,
    order: named('order_text', order),
    previous: named('previous_text', order),
    login: text,
    at: instant,
  },
})

/** The order of a wall, the one before it, and who gave it when (milliseconds since 1970). */
export type StoredWallOrder = Stored<typeof ORDERS>

/** The orders of these walls by id; those that nobody has controlled are missing. `client` is the one that may read `ops`. */
export async function readWallOrders(
  client: ClickHouseClient,
  ids: readonly string[],
): Promise<Map<string, StoredWallOrder>> {
  return new Map((await ORDERS.findAll(client, ids)).map(each => [each.id, each]))
}

/** Who changes an order, and when. */
export interface Deed {
  login: string
  /** Milliseconds since 1970. */
  at: number
}

/** Changes what a wall is told to show; `next` may be called several times, while others are faster. */
export async function changeWallOrder(
  client: ClickHouseClient,
  id: string,
  deed: Deed,
  next: (order: WallOrder) => WallOrder,
): Promise<StoredWallOrder> {
  const changed = await ORDERS.change(client, id, present => {
    const previous = present?.order ?? NO_ORDER
    return { id, order: next(previous), previous, ...deed }
  })
  if (!changed) throw new Error(`the order of the wall ${id} was not written`)
  return changed
}

/**
 * Puts the order before the change `seq` back; done twice, it is that change again. Throws `TuanshuError('conflict')` when
 * that is not the last change any more.
 */
export async function undoWallOrder(
  client: ClickHouseClient,
  id: string,
  deed: Deed,
  seq: number,
): Promise<StoredWallOrder> {
  const changed = await ORDERS.change(client, id, present => {
    if (!present || present.seq !== seq)
      throw new TuanshuError('conflict', `the order of the wall ${id} has been changed meanwhile`)
    return { id, order: present.previous, previous: present.order, ...deed }
  })
  if (!changed) throw new Error(`the order of the wall ${id} was not written`)
  return changed
}
