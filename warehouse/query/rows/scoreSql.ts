import { SMALLEST_SPECIAL } from '../suppress.ts'
import { indent } from './indent.ts'

/** Points that a score is told in, the finest first. */
const STEPS = [1, 2, 5, 10] as const

/**
 * SQL of a score out of the sums of its shares: the mean of `numerator` ÷ `denominator` by the weights (SQL over `org_id`), in
 * points from 0 to 100. It is rounded to the finest step at which at least `SMALLEST_SPECIAL` numerators of each share give the
 * same score when all else is known, and left out where even the coarsest does not: a score stands alone, and nothing could be
 * hidden in it. Pure.
 */
export function scoreSql(
  metric: string,
  sums: string,
  shares: readonly { name: string; weight: string }[],
): string {
  const weight = shares.map(share => `metric = '${share.name}', toFloat64(${share.weight})`).join(', ')
  return `select
    '${metric}' as metric,
    org_id,
    breakdown,
    item,
    -- what is a half but for the noise of doubles goes up
    toInt64(floor(round(points / step, 6) + 0.5) * step) as numerator,
    toInt64(1) as denominator
from (
    select
        org_id,
        breakdown,
        item,
        sum(weight) as weights,
        100 * sum(weight * share) / weights as points,
        -- what one more in a numerator adds to the points, of the share in which it adds most
        100 * max(weight / of) / weights as finest,
        arrayFirst(each -> each + 1e-9 >= ${SMALLEST_SPECIAL} * finest, [${STEPS.join(', ')}]) as step
    from (
        select
            org_id,
            breakdown,
            item,
            numerator / denominator as share,
            denominator as of,
            -- an organisation is of no one system: weights for one hold nowhere
            toUInt8(0) as system,
            multiIf(${weight}, null) as weight
        from (
            ${indent(sums, 3)}
        )
        where denominator > 0
    )
    group by org_id, breakdown, item
    having count(weight) = ${shares.length} and step > 0
)`
}
