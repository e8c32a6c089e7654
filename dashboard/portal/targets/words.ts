import type { CampaignInfo, PhaseInfo, TargetAnswer, TargetStanding } from '../../../api/contract.ts'
import { parseDay } from '../../../warehouse/contract/calendar.ts'
import { countText, NO_VALUE, valueWithUnit } from '../../../warehouse/contract/figureText.ts'
import {
  reachedText,
  TARGET_SIGNS,
  TARGET_STATE_TITLES,
  type TargetState,
} from '../../../warehouse/contract/targetState.ts'

/** How a state stands in a list: with a sign, so that colour is not needed to tell them apart. */
export const STATE_SIGNS: Readonly<Record<TargetState, string>> = {
  behind: '●',
  on_pace: '◐',
  reached: '✓',
  not_begun: '○',
  not_computed: '–',
}

const COURSES: Readonly<Record<PhaseInfo['course'], string>> = {
  not_begun: '未开始',
  running: '进行中',
  over: '已结束',
}

/** `● 滞后`; "—" of an organisation without a target. */
export function stateWords(state: TargetState | null): string {
  return state === null ? NO_VALUE : `${STATE_SIGNS[state]} ${TARGET_STATE_TITLES[state]}`
}

/** `全年（2026-01-01 至 2026-12-31，进行中）`. */
export function phaseWords({ name, startsOn, dueOn, course }: PhaseInfo): string {
  return `${name}（${startsOn} 至 ${dueOn}，${COURSES[course]}）`
}

/** `≥ 95.0%`. */
export function targetWords(target: number | null, { direction, unit }: TargetAnswer): string {
  return target === null ? NO_VALUE : `${TARGET_SIGNS[direction]} ${valueWithUnit(target, unit)}`
}

/** What the bar says: the share of what is to be reached; of a limit by how much it is exceeded. */
export function progressWords(
  { share, figure, target }: TargetStanding,
  { direction, unit }: TargetAnswer,
): string {
  if (share === null || target === null) return NO_VALUE
  if (direction === 'at_least') return reachedText(share)
  return share < 1 && figure?.state === 'value'
    ? `超出 ${valueWithUnit(figure.value - target, unit)}`
    : '未超过'
}

/** The estimate: the day beside the end of the phase, and between which days it lies; or why there is none. */
export function forecastWords({ forecast, dueOn }: TargetStanding): { day: string; about: string } {
  if (forecast === null) return { day: NO_VALUE, about: '' }
  if (forecast.kind === 'none') {
    const whys = { short: '历史不足，不作估计', stalled: '近期没有进展，不能估计', far: '十年内不能完成' }
    return { day: '', about: whys[forecast.why] }
  }
  const { day, earliest, latest, basis } = forecast
  const late = (parseDay(day) ?? 0) - (parseDay(dueOn) ?? 0)
  const against = late > 0 ? `晚于期限 ${countText(late)} 天` : '期限内'
  const between = latest === null ? `最早 ${earliest}，最迟不能确定` : `${earliest} 至 ${latest}`
  return { day: `${day}，${against}`, about: `${between}；按${basis}进度` }
}

/** The campaign to look at where the address names none: one that runs before one that is over. */
export function firstOf(campaigns: readonly CampaignInfo[]): CampaignInfo | undefined {
  return campaigns.find(({ phases }) => phases.some(({ course }) => course === 'running')) ?? campaigns[0]
}
