import { REFERENCE_VALUES, type ReferenceName } from '../../catalogue/referenceValues.ts'
import type { Parameters } from '../../platform/clickhouse/parameters.ts'
import { formatDay } from '../../platform/time/day.ts'
import type { ReferenceRow } from '../../reference/referenceValues.ts'
import { byNarrowness, LEVELS, type ReferenceScope } from '../../reference/scope.ts'

/** How many stored ones are one of the unit of the table. */
const STORED: Readonly<Record<string, number>> = { 小时: 60, '%': 0.01 }

/**
 * SQL of what a reference value is on a day for the organisation in a column, in the stored unit: of the scopes that cover it
 * the narrowest, of its rows the latest; null where none does. Values are bound. Pure.
 */
export function referenceSql(
  rows: readonly ReferenceRow[],
  what: ReferenceName,
  day: number,
  place: string,
  { parameters, attribute }: { parameters: Parameters; attribute(name: string, owner: string): string },
): string {
  const { unit } = REFERENCE_VALUES[what]
  const valueSql = (value: number | null) => {
    if (value === null) return 'null'
    return unit === '日期'
      ? parameters.bind(formatDay(value), 'Date32')
      : parameters.bind(value * (STORED[unit] ?? 1), 'Float64')
  }
  const isFor = ({ org, region, level, system }: ReferenceScope) => [
    ...(org ? [`${place} = ${parameters.bind(org, 'UInt64')}`] : []),
    ...(region
      ? [`startsWith(${attribute('nearest_region_code', place)}, ${parameters.bind(region, 'String')})`]
      : []),
    ...(level
      ? [`least(${attribute('level', place)}, ${LEVELS.below}) = ${parameters.bind(LEVELS[level], 'UInt8')}`]
      : []),
    ...(system ? [`system = ${parameters.bind(system, 'UInt8')}`] : []),
  ]
  const inForce = rows
    .filter(row => row.what === what && row.from <= day)
    .sort((a, b) => byNarrowness(a.scope, b.scope) || b.from - a.from)
  const cases = inForce.map(({ scope, value }) => `${isFor(scope).join(' and ') || '1'}, ${valueSql(value)}`)
  return cases.length > 0 ? `multiIf(${cases.join(', ')}, null)` : 'null'
}
