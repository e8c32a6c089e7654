import { those } from './figures.ts'
import { defineMetrics, type Measure } from './metric.ts'

const AWARDS: Measure = {
  entity: 'award',
  aggregate: 'count',
  where: [{ field: 'status', in: ['approved'] }],
  basis: { kind: 'business', field: 'awarded_on' },
}
const DECIDED: Measure = {
  entity: 'award',
  aggregate: 'count',
  where: [{ field: 'status', in: ['approved', 'returned'] }],
  basis: { kind: 'business', field: 'decided_on' },
}

/** Awards and punishments. */
export const AWARD_METRICS = defineMetrics({
  RWD01: {
    title: '团内奖励数',
    unit: '项',
    measure: those(AWARDS, { field: 'kind', in: ['award_internal'] }),
    definition: '授奖日期在期内、审核通过的团内奖励数，计在审核组织；补录的计入授奖当期。',
    breakdowns: ['award_level', 'award_title'],
  },
  RWD02: {
    title: '团外奖励数',
    unit: '项',
    measure: those(AWARDS, { field: 'kind', in: ['award_external'] }),
    definition:
      '授奖日期在期内、审核通过的团外奖励数，计在审核组织；审核不核实奖励真伪，补录的计入授奖当期。',
    breakdowns: ['award_level'],
  },
  RWD03: {
    title: '奖励待审核数',
    unit: '件',
    measure: {
      entity: 'award',
      aggregate: 'count',
      where: [{ field: 'status', in: ['submitted'] }],
      basis: { kind: 'state' },
    },
    definition: '期末已提交、尚未审核的奖励数。',
    breakdowns: [],
  },
  RWD04: {
    title: '补录申诉数',
    unit: '件',
    measure: {
      entity: 'award',
      aggregate: 'count',
      where: [{ field: 'submitted_on', op: '>', than: { field: 'awarded_on', plus: { months: 12 } } }],
      basis: { kind: 'business', field: 'submitted_on' },
    },
    definition: '期内提交、授奖已满一年以上的奖励数，不论审核结果，按提交日期计；授奖日期不详的不计。',
    breakdowns: [],
  },
  RWD05: {
    title: '团纪处分数',
    unit: '人次',
    measure: {
      entity: 'punishment',
      aggregate: 'count',
      where: [{ field: 'status', notIn: ['revoked'] }],
      basis: { kind: 'business', field: 'decided_on' },
    },
    definition: '期内决定的团纪处分数，按决定日期计；被撤销的不计，期满解除的照计。不足10人次不显示。',
    breakdowns: ['punishment_kind'],
  },
  RWD06: {
    title: '奖励退回率',
    unit: '%',
    ratio: { numerator: those(DECIDED, { field: 'status', in: ['returned'] }), denominator: DECIDED },
    definition: '期内审核退回的奖励数 ÷ 期内审核的奖励数，按审核日期计。',
    breakdowns: [],
  },
})
