import type { EntityName } from '../catalogue/entities.ts'
import type { Metric } from '../catalogue/metrics.ts'
import { ROOT } from '../orgs/readOrgs.ts'
import type { TreeShapes } from '../orgs/treeShape.ts'
import { Parameters } from '../platform/clickhouse/parameters.ts'
import { composeLevels, composeOwners } from './compose.ts'
import { queriesOf } from './logQueries.ts'
import { type Part, placeKey, plan } from './plan.ts'
import { ALL_TOLD, type ToldFields } from './toldFields.ts'
import type { Ask } from './types.ts'

/** A question about every organisation down to `LOWEST_LEVEL`, for jobs that store the answer. */
export type LevelAsk = Omit<Ask, 'org' | 'rows'>

/** What an amount is: one sum of one metric of one question. */
export interface LevelSource {
  name: string
  metric: Metric
  role: 'numerator' | 'denominator'
  /** A stock by buckets: what a bucket gained, the first with its opening balance, to be added up. */
  isCarried: boolean
}

/** SQL of one snapshot of one log, or of several that a figure joins. */
export interface LevelQuery {
  /**
   * Yields `source` (its place in `sources`, counted from 1), `bucket` (`bucketNumber`), `org` (0 for the whole instance),
   * `item`, `amount`.
   */
  sql: string
  values: Record<string, unknown>
  sources: readonly LevelSource[]
  /** The logs that it reads. */
  logs: readonly EntityName[]
}

/**
 * The questions as SQL, for `insert … select`: figures of 300,000 organisations that never leave the engine, made of the
 * same parts as every other number. With `owner` the figures are not added up along the tree: `org` is who the log names
 * (the canonical organisation of an alias). `shapes` are those of the trees of the questions (`readTreeShapes`), `told` what systems tell (`readToldFields`).
 * Throws as `plan` does.
 */
export function levelFigures(
  asks: readonly LevelAsk[],
  today: number,
  shapes: TreeShapes,
  each: 'organisation' | 'owner' = 'organisation',
  told: ToldFields = ALL_TOLD,
): LevelQuery[] {
  const full = asks.map((ask): Ask => ({ ...ask, org: ROOT.id, rows: 'levels' }))
  const { parts, questions } = plan(
    full,
    new Map(full.map(ask => [placeKey(ask), ROOT])),
    today,
    shapes,
    told,
  )
  const placed = questions.flatMap(({ ask, sources }) =>
    sources.flatMap(({ metric, sums }) =>
      sums.map(({ part, place }, i) => ({
        part,
        place,
        source: {
          name: ask.name,
          metric,
          role: i === 0 ? ('numerator' as const) : ('denominator' as const),
          isCarried: isCarried(parts[part], ask),
        },
      })),
    ),
  )
  return queriesOf(parts).map(query => {
    const parameters = new Parameters()
    const own = placed.filter(({ part }) => query.parts.includes(part))
    const list = (values: readonly number[]) => parameters.bind(values, 'Array(UInt16)')
    // parts of one tree are placed together
    const compose = each === 'organisation' ? composeLevels : composeOwners
    const trees = new Set(query.parts.map(part => parts[part]?.treeMonth))
    const levels = [...trees].map(tree =>
      compose(
        parts,
        query.parts.filter(part => parts[part]?.treeMonth === tree),
        parameters,
      ),
    )
    const sql = `select source, bucket, org, item, amount
from (
    select part, bucket, org, item, amount, place
    from (
        ${levels.join('\n        union all\n        ')}
    )
    array join sums as amount, arrayEnumerate(sums) as place
) as amounts
inner join (
    select part, place, source
    from (select 1)
    array join
        ${list(own.map(({ part }) => part))} as part,
        ${list(own.map(({ place }) => place + 1))} as place,
        ${list(own.map((_, i) => i + 1))} as source
) as sources on sources.part = amounts.part and sources.place = amounts.place
where amount != 0`
    return { sql, values: parameters.values, sources: own.map(({ source }) => source), logs: query.logs }
  })
}

function isCarried(part: Part | undefined, { grain }: Ask): boolean {
  return grain !== 'all' && part?.kind === 'sum' && part.dates.kind === 'stock'
}
