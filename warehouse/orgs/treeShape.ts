import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { ENTITIES, ENTITY_NAMES, type EntityName } from '../catalogue/entities.ts'
import { formatDay } from '../platform/time/day.ts'

/**
 * What queries over a tree must look out for. With one system it is nothing, and they are composed without any of it.
 */
export interface TreeShape {
  /** Is any organisation an alias: owners are then named by the organisation that they stand for. */
  readonly hasAliases: boolean
  /** Entities for which the rows of some organisations do not count. */
  readonly filtered: ReadonlySet<EntityName>
}

/** Of a tree in which every organisation stands for itself and counts. */
export const PLAIN_TREE: TreeShape = { hasAliases: false, filtered: new Set() }

/** Shapes by the first day of the month whose tree it is; undefined is today's. */
export type TreeShapes = ReadonlyMap<number | undefined, TreeShape>

const row = z.tuple([z.number(), z.string()])

/** The shapes of today's tree (undefined) and those of months' ends. A tree that is not there is plain. */
export async function readTreeShapes(
  client: ClickHouseClient,
  months: Iterable<number | undefined>,
): Promise<TreeShapes> {
  return new Map(
    await Promise.all(
      [...new Set(months)].map(
        async (month): Promise<[number | undefined, TreeShape]> => [
          month,
          await readTreeShape(client, month),
        ],
      ),
    ),
  )
}

async function readTreeShape(client: ClickHouseClient, month: number | undefined): Promise<TreeShape> {
  const isPast = month !== undefined
  const answer = await client.query({
    query: `select tree_has_aliases, tree_uncounted from ${isPast ? 'app.dim_org_month where month = {month: Date32}' : 'app.dim_org'} limit 1`,
    query_params: isPast ? { month: formatDay(month) } : {},
    format: 'JSONCompactEachRow',
  })
  const [found] = z.array(row).parse(await answer.json())
  return found ? treeShape(found[0] === 1, found[1]) : PLAIN_TREE
}

/** `uncounted`: the bits of the entities (`Entity.bit`), a decimal UInt64. */
export function treeShape(hasAliases: boolean, uncounted: string): TreeShape {
  const bits = BigInt(uncounted)
  return {
    hasAliases,
    filtered: new Set(ENTITY_NAMES.filter(entity => ((bits >> BigInt(entityBit(entity))) & 1n) === 1n)),
  }
}

/** The place of an entity in the bits of `uncounted`. */
export function entityBit(entity: EntityName): number {
  return ENTITIES[entity].bit
}

/** Those places as parameters of a query file: `bit_<entity>`. */
export function entityBits(): Record<string, number> {
  return Object.fromEntries(ENTITY_NAMES.map(name => [`bit_${name}`, entityBit(name)]))
}
