import type {
  DeliveryInfo,
  MailboxMessage,
  MailingInfo,
  SendPlan,
  SendResult,
} from '../../../api/contract.ts'

/** What the pages of mail are told. */

export function sampleMailings(now: number): MailingInfo[] {
  const recipients: MailingInfo['recipients'] = [
    { address: 'guangzhou@example.gov.cn', org: '440100', orgName: '共青团广州市委员会', source: 'account' },
    { address: 'shenzhen@example.gov.cn', org: '440300', orgName: '共青团深圳市委员会', source: 'list' },
    { address: 'zhuhai@example.gov.cn', org: '440400', orgName: '共青团珠海市委员会', source: 'list' },
  ]
  return [
    {
      id: 'monthly',
      title: '月报工作簿',
      schedule: '每月4日 08:00',
      isPaused: false,
      isOn: true,
      missedPeriods: [],
      nextAt: now + 8 * 86_400_000,
      nextPeriod: { id: '2026-11', label: '2026年11月' },
      periods: [
        { id: '2026-10', label: '2026年10月' },
        { id: '2026-09', label: '2026年9月' },
      ],
      recipients,
    },
    {
      id: 'weekly',
      title: '周报',
      schedule: '每周一 08:30',
      isPaused: true,
      isOn: true,
      missedPeriods: [{ id: '2026-W45', label: '2026年第45周（11月2日至8日）' }],
      nextAt: 0,
      nextPeriod: { id: '2026-W48', label: '2026年第48周（11月23日至29日）' },
      periods: [
        { id: '2026-W47', label: '2026年第47周（11月16日至22日）' },
        { id: '2026-W46', label: '2026年第46周（11月9日至15日）' },
      ],
      recipients,
    },
  ]
}

export function sampleDeliveries(now: number): DeliveryInfo[] {
  const states: [DeliveryInfo['state'], string][] = [
    ['sent', '250 2.0.0 Ok: queued'],
    ['waiting', '451 4.7.1 请稍后重试'],
    ['uncertain', '发送进程在交付时中断'],
    ['failed', '550 5.1.1 收件人不存在'],
    ['skipped', '管理员决定不再发送'],
  ]
  return states.map(([state, reason], index) => ({
    id: `d${index}`,
    mailing: 'monthly',
    mailingTitle: '月报工作簿',
    isCorrection: false,
    period: { id: '2026-10', label: '2026年10月' },
    recipient: `city${index}@example.gov.cn`,
    org: '440100',
    orgName: '共青团广州市委员会',
    state,
    tries: index + 1,
    at: now - index * 60_000,
    retryAt: state === 'waiting' ? now + 300_000 : 0,
    reason,
    messageId: `<monthly.2026-10.${index}@tuanshu.example>`,
    subject: '团数月报 2026年10月',
    bytes: state === 'sent' ? 184_320 : 0,
  }))
}

/** The third of the recipients has had the monthly mail already; of the weekly one nobody. */
export function samplePlan(
  mailing: MailingInfo,
  period: string,
  isCorrection: boolean,
): SendPlan | undefined {
  const named = mailing.periods.find(({ id }) => id === period)
  if (!named) return undefined
  const recipients = mailing.recipients.map(({ address, org, orgName }, index) => ({
    address,
    org,
    orgName,
    result: resultOf(index === 2 && mailing.id === 'monthly', isCorrection),
  }))
  return { period: named, isCorrection, recipients }
}

function resultOf(wasSent: boolean, isCorrection: boolean): SendResult {
  if (isCorrection) return wasSent ? 'queued' : 'unsent'
  return wasSent ? 'sent' : 'queued'
}

export function sampleMessages(now: number): MailboxMessage[] {
  return [1, 2].map(number => ({
    id: `m${number}`,
    from: '团数 <tuanshu@example.gov.cn>',
    to: `city${number}@example.gov.cn`,
    subject: `团数月报 2026年10月（${number}）`,
    at: now - number * 60_000,
    html: '<h1 style="font-size:18px">团数月报</h1><p>附件为本级 2026年10月 的月报工作簿。</p><script>parent.document.title = "broken out"</script>',
    attachments: [{ name: '月报-2026-10.xlsx', bytes: 184_320 }],
  }))
}
