import { those } from './figures.ts'
import { defineMetrics, type Measure } from './metric.ts'

/** Months of a life that must be complete. */
const OF_AGE = 18 * 12

/** Of age by the month of birth, which is all that is known of it. */
const PROFILES: Measure = {
  entity: 'mm_profile',
  aggregate: 'count',
  where: [
    { field: 'status', in: ['active'] },
    { field: 'birth_month', op: '<=', than: { day: 'to', plus: { months: -OF_AGE } } },
  ],
  basis: { kind: 'state' },
}

/** 团缘: counted by city, nobody under age. */
export const MATCHMAKING_METRICS = defineMetrics({
  MMK01: {
    title: '团缘注册青年数',
    unit: '人',
    measure: PROFILES,
    definition:
      '期末账号有效且年满18周岁（按出生年月）的团缘注册人数，计入所在市；出生年月不详的不计。不足10人不显示。',
    breakdowns: ['gender', 'age_band'],
  },
  MMK02: {
    title: '交友动态数',
    unit: '条',
    measure: {
      entity: 'mm_post',
      aggregate: 'count',
      where: [{ field: 'status', in: ['published'] }],
      basis: { kind: 'business', field: 'posted_on' },
    },
    definition: '期内发布的交友动态数，已下架的不计。不足10条不显示。',
    breakdowns: [],
  },
  MMK03: {
    title: '配对成功数',
    unit: '对',
    measure: {
      entity: 'mm_match',
      aggregate: 'count',
      where: [{ field: 'status', in: ['mutual'] }],
      basis: { kind: 'business', field: 'matched_on' },
    },
    definition: '期内双方互相同意的配对数，按同意日期计。不足10对不显示。',
    breakdowns: [],
  },
  MMK04: {
    title: '活跃会话数',
    unit: '个',
    measure: {
      entity: 'mm_chat_day',
      aggregate: { sum: 'active_chat_count' },
      where: [],
      basis: { kind: 'business', field: 'chat_on' },
    },
    definition: '期内每日双向有消息的会话数之和；同一会话在几天内活跃即计几次。不足10个不显示。',
    breakdowns: [],
  },
  MMK05: {
    title: '团缘注册青年女性占比',
    unit: '%',
    ratio: { numerator: those(PROFILES, { field: 'gender', in: ['female'] }), denominator: PROFILES },
    definition: '团缘注册青年中的女性人数 ÷ 团缘注册青年数。不足10人不显示。',
    breakdowns: [],
  },
})
