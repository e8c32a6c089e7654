import { those } from './figures.ts'
import { defineMetrics, type Measure } from './metric.ts'

const DECIDED: Measure = {
  entity: 'work_item',
  aggregate: 'count',
  where: [{ field: 'status', in: ['decided'] }],
  basis: { kind: 'business', field: 'decided_on' },
}
const OPEN: Measure = {
  entity: 'work_item',
  aggregate: 'count',
  where: [{ field: 'status', in: ['open'] }],
  basis: { kind: 'state' },
}
const BY_PERSON = { field: 'decided_by', in: ['person'] }
const IN_TIME = { field: 'decided_at', op: '<=', than: { field: 'due_at' } } as const
/** What came to its time limit first, and is decided later or not yet. */
const OVERDUE: Measure = {
  entity: 'work_item',
  aggregate: 'count',
  where: [
    { field: 'status', in: ['open', 'decided'] },
    {
      any: [
        { field: 'decided_at', is: 'unknown' },
        { field: 'decided_at', op: '>', than: { field: 'due_at' } },
      ],
    },
  ],
  basis: { kind: 'business', field: 'due_on' },
}

/** How fast and by whom work is done. */
export const RESPONSE_METRICS = defineMetrics({
  BIZ01: {
    title: '及时业务响应率',
    unit: '%',
    comparable: 'more',
    formula: {
      numerator: [{ of: those(DECIDED, BY_PERSON, IN_TIME) }],
      denominator: [
        { of: those(DECIDED, { any: [IN_TIME, { field: 'due_at', is: 'unknown' }] }) },
        { of: OVERDUE },
      ],
    },
    definition:
      '时限内由人办结的事项数 ÷ 全部事项数；一件事项只计一次，按办结日期与到期日期中较早的一个归入各期，撤回的不计，到期由系统自动办结的不算及时。',
    breakdowns: [],
  },
  BIZ02: {
    title: '待办事项数',
    unit: '件',
    measure: OPEN,
    definition: '期末待本组织办理的事项数。',
    breakdowns: ['item_type'],
  },
  BIZ03: {
    title: '超时待办数',
    unit: '件',
    measure: those(OPEN, { field: 'due_on', op: '<=', than: { day: 'to' } }),
    definition: '期末已到期而仍未办理的事项数；没有时限的不计。',
    breakdowns: ['item_type'],
  },
  BIZ04: {
    title: '业务办理量',
    unit: '件',
    measure: DECIDED,
    definition: '期内办结的事项数，含到期由系统自动办结的，按办结日期计。',
    breakdowns: ['item_type'],
  },
  BIZ05: {
    title: '平均响应时长',
    unit: '小时',
    measure: { ...DECIDED, aggregate: { avg: { minutes: ['opened_at', 'decided_at'] } } },
    definition: '期内办结的事项从到达到办结的平均时长，按办结日期计；到达或办结时间不详的不计。',
    breakdowns: [],
  },
  MSG04: {
    title: '即时通讯活跃团干数',
    unit: '人',
    measure: {
      entity: 'im_day',
      aggregate: { distinct: 'cadre_id' },
      where: [{ field: 'message_count', op: '>', than: { const: 0 } }],
      basis: { kind: 'business', field: 'sent_on' },
    },
    definition: '期内至少发送过一条即时消息的团干部人数，一人在整个期内只计一次。',
    breakdowns: [],
  },
})
