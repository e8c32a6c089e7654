import type { DeliveryInfo, DeliveryState, SendResult } from '../../../api/contract.ts'
import { stampOf } from '../../parts/time.ts'

/** How a state stands in the log: with a sign, so that colour is not needed to tell them apart. */
export const DELIVERY_STATES: Readonly<
  Record<DeliveryState, { text: string; tone: '' | 'amber' | 'red' | 'secondary' }>
> = {
  uncertain: { text: '▲ 结果不明', tone: 'amber' },
  failed: { text: '● 失败', tone: 'red' },
  sending: { text: '正在发送', tone: '' },
  waiting: { text: '等待发送', tone: '' },
  sent: { text: '已发送', tone: '' },
  skipped: { text: '不再发送', tone: 'secondary' },
}

const ORDER: readonly DeliveryState[] = ['uncertain', 'failed', 'sending', 'waiting', 'sent', 'skipped']

/** Deliveries in the order of what somebody has to do about them: uncertain ones first, of the same state the newest. */
export function byUrgency(deliveries: readonly DeliveryInfo[]): DeliveryInfo[] {
  const first = (each: DeliveryInfo) => (each.state === 'uncertain' ? 0 : 1)
  return [...deliveries].sort((a, b) => first(a) - first(b) || b.at - a.at)
}

/** States for the filter, most urgent first. */
export const STATE_CHOICES = ORDER.map(value => ({ value, label: DELIVERY_STATES[value].text }))

/** Why a recipient is not sent to now. */
export const RESULT_WORDS: Readonly<Record<Exclude<SendResult, 'queued'>, string>> = {
  waiting: '前一封还在等待发送，没有可更正的',
  building: '正在生成',
  sending: '正在发送',
  sent: '本期已发送',
  uncertain: '结果不明，请在投递记录中决定',
  failed: '失败，请在投递记录中决定',
  skipped: '已决定不再发送',
  unsent: '从未发送，没有可更正的',
}

/** When a waiting mail goes on, `''` for any other: the time that was set only while it lies ahead of `now`. */
export function nextTryOf({ state, retryAt, tries }: DeliveryInfo, now: number): string {
  if (state !== 'waiting') return ''
  const verb = tries > 0 ? '再试' : '发送'
  return retryAt > now ? `${stampOf(retryAt, now)} ${verb}` : `排队中，即将${verb}`
}

/** A person has to decide about it: nothing is sent again on its own. */
export function canDecide({ state }: DeliveryInfo): boolean {
  return state === 'uncertain' || state === 'failed'
}
