import { findAlert } from '../../../warehouse/catalogue/alerts.ts'
import { findMetric, type MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { stated } from '../../../warehouse/contract/figureState.ts'
import { placeOfName } from '../../../warehouse/contract/orgName.ts'
import {
  type DuesByLevel,
  KEEPING_LEVELS,
  type OpenAlerts,
  type TargetProgress,
  type TickerEvent,
  type TransferArc,
} from '../../../warehouse/contract/picture.ts'
import type { TargetState } from '../../../warehouse/contract/targetState.ts'
import type { SampleOrg } from './sampleProvince.ts'

/** What panels of the sample show besides figures of metrics. */

export interface SampleState {
  now: number
  sequence: number
  /** Changes the figures a little; 0 is the beginning. */
  tick: number
  /** Figures are all 0 or without base, lists are empty. */
  empty?: boolean
  /** Id of the scene; that of a wall that asks for none by default. */
  scene?: string
}

export const MEMBERS = 2_846_312
export function shanghaiDay(instant: number): string {
  return new Date(instant + 8 * 3_600_000).toISOString().slice(0, 10)
}

export function sampleArcs(children: readonly SampleOrg[]): TransferArc[] {
  const known = [...children].sort((a, b) => b.weight - a.weight)
  return Array.from({ length: 12 }, (_, index) => {
    const from = known[(index * 7 + 3) % known.length]
    const to = known[index % 3]
    if (!from || !to || from === to) return []
    const endOf = ({ name, regionCode }: SampleOrg) => ({ name: placeOfName(name), regionCode })
    return [{ from: endOf(from), to: endOf(to), count: Math.round(940 * 0.8 ** index) }]
  }).flat()
}

export function sampleLevels(org: SampleOrg, { now, empty }: SampleState): DuesByLevel {
  const fen = empty ? 0 : Math.round(MEMBERS * org.weight * 64.8)
  const part = (share: number) => stated(Math.round(fen * share))
  return {
    month: shanghaiDay(now).slice(0, 7),
    collected: stated(fen),
    kept: KEEPING_LEVELS.map((level, index) => ({ level, ...part([0.1, 0.2, 0.25, 0.41][index] ?? 0) })),
    toSuperiors: part(0),
    unallocated: part(0.04),
  }
}

export function sampleTargets({ now }: SampleState): TargetProgress[] {
  const of = (metric: MetricId, target: number, share: number, state: TargetState): TargetProgress => {
    const { title = metric, unit = '人' } = findMetric(metric) ?? {}
    return {
      campaign: '2026 年团建提升工程',
      phase: '第四季度',
      metric,
      title,
      unit,
      direction: 'at_least',
      dueOn: `${shanghaiDay(now).slice(0, 4)}-12-31`,
      target,
      figure: stated(unit === '%' ? target * share : Math.round(target * share)),
      share,
      elapsed: 0.66,
      state,
      forecast: state === 'on_pace' ? `${shanghaiDay(now).slice(0, 4)}-12-21` : null,
      children: { all: 21, behind: Math.round((1 - share) * 30) },
    }
  }
  return [
    of('SXX01', 1_000_000, 0.574, 'behind'),
    of('TRE05', 0.98, 0.61, 'behind'),
    of('MEM02', 2_800_000, 0.97, 'on_pace'),
    of('CAD02', 160_000, 0.82, 'on_pace'),
    of('DUE04', 0.9, 0.968, 'on_pace'),
    of('STU02', 0.6, 1, 'reached'),
  ]
}

const SAMPLE_RULES: readonly [string, 'red' | 'amber', string][] = [
  ['A5', 'red', '连续欠交团费 6 个月 128 人，预警线 1 人'],
  ['A8', 'red', '未配书记 46 天，超过 30 天'],
  ['A10', 'amber', '创建直属下级 61.3%，截止 12 月 26 日'],
  ['A7', 'amber', '团委无团支部'],
  ['A2', 'amber', '转出支部审核停滞 9 天'],
  ['A16', 'amber', '规则不符 1,204 条，较前一日增加 31.2%'],
]

export function sampleAlerts(org: SampleOrg, children: readonly SampleOrg[], state: SampleState): OpenAlerts {
  const none = { judgedOn: shanghaiDay(state.now), open: { amber: 0, red: 0 }, rules: [], first: [] }
  if (state.empty) return none
  const rules = SAMPLE_RULES.map(([rule, severity], index) => ({
    rule,
    title: findAlert(rule)?.title ?? rule,
    red: severity === 'red' ? 3 + index : 0,
    amber: 40 - 5 * index,
  }))
  return {
    ...none,
    open: {
      amber: rules.reduce((sum, each) => sum + each.amber, 0),
      red: rules.reduce((sum, each) => sum + each.red, 0),
    },
    rules,
    first: Array.from({ length: 12 }, (_, index) => {
      const [rule, severity, words] = SAMPLE_RULES[index % SAMPLE_RULES.length] ?? ['A7', 'amber', '']
      const at = children[(index * 5) % Math.max(children.length, 1)] ?? org
      return {
        id: `${rule}:${at.id}::${shanghaiDay(state.now)}`,
        rule,
        title: findAlert(rule)?.title ?? rule,
        severity: index < 2 ? severity : ('amber' as const),
        orgName: placeOfName(at.name),
        words,
        raisedOn: shanghaiDay(state.now - index * 86_400_000),
        holder: index % 2 ? '上级组织处理中' : '本组织待确认',
        scene: null,
      }
    }),
  }
}

export function sampleEvents(children: SampleOrg[], state: SampleState): TickerEvent[] {
  const kinds: [TickerEvent['kind'], string][] = [
    ['member_joined', '新发展团员 1 名'],
    ['payment', '交纳团费 60.00 元'],
    ['checkin', '签到 38 人次'],
    ['member_moved', '转入团员 2 名'],
    ['activity', '发布志愿服务活动 1 场'],
  ]
  return Array.from({ length: 12 }, (_, index) => {
    const number = state.tick * 2 - index + 1_000
    const child = children[(number * 5) % Math.max(children.length, 1)]
    const [kind, text] = kinds[number % kinds.length] ?? ['payment' as const, '']
    const place = child ? placeOfName(child.name) : ''
    return {
      id: `e${number}`,
      at: state.now - index * 4_000 - 900,
      kind,
      text: `${place}某团支部 ${text}`,
      regionCode: child?.regionCode ?? '',
    }
  })
}
