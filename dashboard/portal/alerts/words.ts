import type { AlertInfo, AlertPage, AlertRuleInfo } from '../../../api/contract.ts'

/** How a severity stands in a list: with a sign, so that colour is not needed to tell them apart. */
export const SEVERITIES: Readonly<Record<AlertInfo['severity'], string>> = {
  red: '● 红色',
  amber: '▲ 黄色',
}

/** How far an alert is: whose turn it is, or that it is over. */
export function standingOf(alert: AlertInfo): string {
  if (alert.clearedOn) return `${alert.clearedOn} 解除`
  if (alert.isAcknowledged) return '已确认'
  return alert.escalatedOn ? `${alert.escalatedOn} 转上级` : '待确认'
}

/** Why the list is empty: nothing is wrong, nothing was judged, or the filter leaves nothing over. */
export function emptyWords(
  { rules, open }: AlertPage,
  isFiltered: boolean,
  isCleared: boolean,
): { title: string; text: string } {
  if (rules.every(({ judgedOn }) => judgedOn === null))
    return { title: '尚未计算', text: '预警每天凌晨判断一次，首次判断之后显示在这里。' }
  if (rules.every(({ isJudged }) => !isJudged))
    return { title: '无法判断', text: '所需的数据还不完整，原因见上；不表示没有问题。' }
  if (isFiltered || open.amber + open.red > 0)
    return { title: isCleared ? '没有已解除的预警' : '没有符合条件的预警', text: '' }
  if (isCleared) return { title: '没有已解除的预警', text: '' }
  return { title: '没有预警', text: '所列规则在您的数据范围内均未触发。' }
}

/** `A5 连续欠交团费：尚未计算`, of a rule that could not be judged, wholly or somewhere; `''` of any other. */
export function doubtLine({ id, title, isJudged, judgedOn, doubts }: AlertRuleInfo): string {
  if (judgedOn === null || doubts.length === 0) return ''
  return `${id} ${title}${isJudged ? '，部分组织' : ''}无法判断：${doubts.join('；')}`
}
