import { countText, figureInWords, valueText, valueWithUnit } from '../contract/figureText.ts'
import { reachedText, TARGET_STATE_TITLES, TARGET_STATES } from '../contract/targetState.ts'
import type { TargetAnswer } from './campaignAnswer.ts'

/** A target in one sentence: `团广州市委团员总数 8 人，完成目标 10 人的 80.0%，时间已过 50.0%：正常。直属下级：滞后 1 个，达标 2 个。` Pure. */
export function headlineOf(
  {
    title,
    unit,
    direction,
    total,
    rows,
  }: Pick<TargetAnswer, 'title' | 'unit' | 'direction' | 'total' | 'rows'>,
  name: string,
): string {
  const { figure, target, share, elapsed, state } = total
  const subject = `${name}${title}`
  const own = () => {
    if (state === 'not_begun' && target !== null)
      return `${name}的目标为${title}${direction === 'at_least' ? '不低于' : '不超过'} ${valueWithUnit(target, unit)}，自 ${total.startsOn} 开始。`
    const value = figure ? figureInWords(figure, unit) : ''
    if (target === null) return `${subject}${value ? ` ${value}` : ''}，没有下达给本级的目标。`
    const wanted = valueWithUnit(target, unit)
    const against =
      direction === 'at_most' ? `目标为不超过 ${wanted}` : `完成目标 ${wanted}的 ${reachedText(share)}`
    if (share === null) return `${subject}：${value}；目标 ${wanted}，暂不能判断。`
    return `${subject} ${value}，${against}，时间已过 ${valueText(elapsed, '%')}：${state ? TARGET_STATE_TITLES[state] : ''}。`
  }
  const counts = TARGET_STATES.flatMap(each => {
    const count = rows.filter(row => row.state === each).length
    return count > 0 ? [`${TARGET_STATE_TITLES[each]} ${countText(count)} 个`] : []
  })
  return `${own()}${counts.length > 0 ? `直属下级：${counts.join('，')}。` : ''}`
}
