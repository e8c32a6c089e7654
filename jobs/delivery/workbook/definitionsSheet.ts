import { definitionText } from '../../../warehouse/catalogue/definitionText.ts'
import { METRICS, type MetricId } from '../../../warehouse/catalogue/metrics.ts'
import type { ReportAnswer } from '../../../warehouse/reports/answer.ts'
import { type Stamp, stampInWords } from './reportWords.ts'
import { heightOf, type PlannedRow, type SheetPlan } from './sheetPlan.ts'

const WIDTHS = [10, 26, 9, 84]

/** Every metric that these reports show, in the order of the catalogue: id, title, unit, definition. */
export function planDefinitionsSheet(answers: readonly ReportAnswer[], stamp: Stamp): SheetPlan {
  return definitionsOf(
    answers.flatMap(answer => answer.columns.map(column => column.metric)),
    answers.filter(answer => answer.remark !== ''),
    stamp,
  )
}

/** The definitions of some metrics, in the order of the catalogue, and the remarks of reports. */
export function definitionsOf(
  ids: readonly string[],
  remarks: readonly Pick<ReportAnswer, 'title' | 'remark'>[],
  stamp: Stamp,
): SheetPlan {
  const used = new Set(ids)
  const metrics = [...METRICS.values()].filter(metric => used.has(metric.id))
  const heading: PlannedRow = {
    cells: ['编号', '指标', '单位', '定义'].map(value => ({ value, style: 'group' })),
    height: 22,
  }
  const rows: PlannedRow[] = [
    { cells: [{ value: '指标说明', style: 'title' }], merges: [{ from: 1, to: 4 }], height: 34 },
    heading,
    ...metrics.map(
      (metric): PlannedRow => ({
        cells: [
          { value: metric.id, style: 'index' },
          { value: metric.title, style: 'name' },
          { value: metric.unit, style: 'index' },
          { value: definitionText(metric), style: 'text' },
        ],
        height: Math.max(18, heightOf(definitionText(metric), 84, 14)),
      }),
    ),
    ...remarks.map(
      ({ title, remark }): PlannedRow => ({
        cells: [{ value: `${title}：${remark}`, style: 'note' }],
        merges: [{ from: 1, to: 4 }],
        height: heightOf(`${title}：${remark}`, 129, 13),
      }),
    ),
  ]
  return {
    name: '指标说明',
    widths: WIDTHS,
    frozen: { rows: 2, columns: 0 },
    print: {
      columns: 4,
      repeat: [2, 2],
      orientation: 'landscape',
      isOnePage: false,
      header: ['指标说明', stampInWords(stamp)],
      footer: '',
    },
    rows,
    pictures: [],
  }
}

/** Title and unit of a metric of the catalogue. */
export function metricOf(id: MetricId): { title: string; unit: ReportAnswer['columns'][number]['unit'] } {
  const metric = METRICS.get(id)
  if (!metric) throw new Error(`metric ${id} is not in the catalogue`)
  return metric
}
