import { formatDay } from '../../warehouse/platform/time/day.ts'
import type { DemoOptions } from './demoState.ts'

/** New members of a year for each member, as in the country in 2024: 641.7 of 7,416.7 (in 10,000). */
const JOINED_IN_YEAR = 0.087

/**
 * Targets of the year of `today` for the simulated province, as the text of a file. They are invented, as the province is, and
 * say so; the share of graduates moved is the one that Guangdong has asked for.
 */
export function demoTargetsOf(
  { province, members }: Pick<DemoOptions, 'province' | 'members'>,
  today: number,
): string {
  const year = formatDay(today).slice(0, 4)
  const region = `region:${province.slice(0, 2)}`
  const row = (phase: string, metric: string, scope: string, from: string, target: string, source: string) =>
    `demo,${year}年度工作（演示）,${phase},${metric},,${scope},${year}-${from},${year}-12-31,${target},${source}`
  const joined = Math.round(members * JOINED_IN_YEAR)
  const invented = '演示数据，不是下达的目标'
  return `${[
    'campaign,title,phase,metric,item,scope,starts_on,due_on,direction,target,unit,source',
    row('全年', 'MEM07', `${region} level:province`, '01-01', `at_least,${joined},人`, invented),
    row('全年', 'DUE04', region, '01-01', 'at_least,95,%', invented),
    row('全年', 'CAD03', region, '01-01', 'at_least,95,%', invented),
    row('全年', 'ORG08', region, '01-01', 'at_most,0,个', invented),
    row(
      '毕业生团员转接',
      'TRF13',
      region,
      '06-01',
      'at_least,95,%',
      '广东：毕业生团员转接完成率不低于95%；期限为演示',
    ),
  ].join('\n')}\n`
}
