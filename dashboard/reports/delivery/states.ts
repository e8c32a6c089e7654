import type { DeliveryInfo, DeliveryState } from '../../../api/contract.ts'

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

/** A person has to decide about it: nothing is sent again on its own. */
export function canDecide({ state }: DeliveryInfo): boolean {
  return state === 'uncertain' || state === 'failed'
}
