import { those } from './figures.ts'
import { defineMetrics, type Measure } from './metric.ts'

const MESSAGES: Measure = {
  entity: 'message',
  aggregate: 'count',
  where: [],
  basis: { kind: 'business', field: 'sent_on' },
}
const IN_SITE = those(MESSAGES, { field: 'channel', in: ['in_site'] })
const REMINDERS = those(
  MESSAGES,
  { field: 'channel', in: ['wechat'] },
  { field: 'kind', in: ['dues_reminder', 'transfer', 'annual_registration', 'member_report'] },
)

/** What the platforms tell their users. */
export const MESSAGE_METRICS = defineMetrics({
  MSG01: {
    title: '站内消息阅读率',
    unit: '%',
    ratio: { numerator: those(IN_SITE, { field: 'status', in: ['read'] }), denominator: IN_SITE },
    definition:
      '期内发送的站内消息中已读的条数 ÷ 期内发送的站内消息数，计在接收组织；以后阅读的计入发送当期。',
    breakdowns: ['message_kind'],
  },
  MSG02: {
    title: '公众号提醒送达率',
    unit: '%',
    ratio: {
      numerator: those(REMINDERS, { field: 'status', in: ['delivered', 'read'] }),
      denominator: REMINDERS,
    },
    definition:
      '期内经公众号发送的团费、转接、注册、报到提醒中送达（含已读）的条数 ÷ 发送的条数，计在接收组织，按发送日期计。',
    breakdowns: ['message_kind'],
  },
  MSG03: {
    title: '首页文章发布数',
    unit: '篇',
    measure: {
      entity: 'article',
      aggregate: 'count',
      where: [{ field: 'status', in: ['published'] }],
      basis: { kind: 'business', field: 'published_on' },
    },
    definition: '期内在首页发布的文章数，按发布日期计；撤回、删除的不计。',
    breakdowns: ['article_kind'],
  },
})
