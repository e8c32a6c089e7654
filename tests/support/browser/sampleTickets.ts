import type { TicketDetail, TicketInfo, TicketPage } from '../../../api/contract.ts'

const AT = (text: string) => Date.parse(`${text}+08:00`)

/** Written explanations of a province as its account sees them: one of its own to write, one to decide, a late one, two that are over. */
export function sampleTickets(): TicketDetail[] {
  return [
    ticket('440100', '共青团广州市委员会', {
      next: '本组织在2026年12月3日前提交书面说明',
      mayExplain: true,
    }),
    ticket('440300', '共青团深圳市委员会', {
      state: 'explained',
      next: '上级在2026年12月1日前审定',
      dueOn: '2026-12-01',
      mayDecide: true,
      version: 2,
      history: [
        opened(),
        {
          action: 'explained',
          text: '新生团员集中报到：\n深圳大学 1,204 人，南方科技大学 310 人。',
          login: 'city440300',
          byOrgName: '共青团深圳市委员会',
          at: AT('2026-11-24T16:20:00'),
        },
      ],
    }),
    ticket('440400', '共青团珠海市委员会', {
      kind: 'orgs',
      base: 820,
      value: 764,
      today: { base: 820, value: 790 },
      state: 'returned',
      dueOn: '2026-11-20',
      escalatedOn: '2026-11-21',
      next: '本组织尽快（已逾期）按退回理由重新提交书面说明，上级督办',
      version: 4,
      history: [
        opened(),
        {
          action: 'explained',
          text: '撤并支部',
          login: 'city440400',
          byOrgName: '共青团珠海市委员会',
          at: AT('2026-11-06T09:00:00'),
        },
        {
          action: 'returned',
          text: '请列明撤并的支部数',
          login: 'admin',
          byOrgName: '全省',
          at: AT('2026-11-10T10:00:00'),
        },
        { action: 'escalated', text: '', login: '', byOrgName: '', at: AT('2026-11-21T03:30:00') },
      ],
    }),
    ticket('440500', '共青团汕头市委员会', { state: 'accepted', dueOn: null, next: '已办结', version: 3 }),
    ticket('440600', '共青团佛山市委员会', {
      holds: false,
      next: '更正后不再超过规定幅度，无须办理',
      version: 2,
    }),
  ]
}

function opened(): TicketDetail['history'][number] {
  return { action: 'opened', text: '', login: '', byOrgName: '', at: AT('2026-11-03T03:30:00') }
}

function ticket(org: string, orgName: string, change: Partial<TicketDetail>): TicketDetail {
  const kind = change.kind ?? 'members'
  return {
    id: `2026-10:${kind}:${org}`,
    month: '2026-10',
    kind,
    org,
    orgName,
    state: 'open',
    holds: true,
    value: 12_240,
    base: 11_300,
    baseMonth: '2026-09',
    yearBefore: null,
    percent: 5,
    openedOn: '2026-11-03',
    dueOn: '2026-12-03',
    escalatedOn: null,
    next: '',
    mayExplain: false,
    mayDecide: false,
    version: 1,
    today: { value: 12_240, base: 11_300 },
    history: [opened()],
    ...change,
  }
}

/** The list of them, as the product narrows it. */
export function sampleTicketPage(
  tickets: readonly TicketDetail[],
  { filter, kind }: Record<string, string | undefined>,
): TicketPage {
  const is = (name: string) => (each: TicketDetail) => {
    if (name === 'lapsed') return !each.holds
    if (!each.holds) return false
    if (name === 'unexplained') return each.state !== 'accepted'
    return name === 'escalated' ? each.escalatedOn !== null : each.state === name
  }
  const count = (name: string) => tickets.filter(is(name)).length
  const found = tickets.filter(each => (!filter || is(filter)(each)) && (!kind || each.kind === kind))
  return {
    counts: {
      unexplained: count('unexplained'),
      open: count('open'),
      returned: count('returned'),
      explained: count('explained'),
      escalated: count('escalated'),
      accepted: count('accepted'),
      lapsed: count('lapsed'),
    },
    comparedTo: '2026-11-20',
    tickets: found.map(infoIn),
    total: found.length,
    org: { id: '440000', name: '共青团广东省委员会' },
  }
}

function infoIn({ version: _version, today: _today, history: _history, ...info }: TicketDetail): TicketInfo {
  return info
}
