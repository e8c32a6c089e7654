import { z } from 'zod'
import { type SourceTables, sourcesOfLogs } from '../../ingest/mapping/sourceTables.ts'
import { definitionText } from '../../warehouse/catalogue/definitionText.ts'
import { formulaWords } from '../../warehouse/catalogue/formulaWords.ts'
import { breakdownTitle } from '../../warehouse/catalogue/labels.ts'
import {
  hidingWords,
  logsOfMetric,
  placesOf,
  refreshWords,
  subjectOf,
  subjectOrder,
} from '../../warehouse/catalogue/metricPlaces.ts'
import { METRICS, type Metric } from '../../warehouse/catalogue/metrics.ts'

export const metricText = z.object({
  id: z.string(),
  title: z.string(),
  unit: z.string(),
  definition: z.string(),
  kind: z.string(),
  breakdowns: z.array(z.string()),
})
const place = z.object({ id: z.string(), title: z.string() })
export const metricEntry = metricText.extend({
  subject: z.string().describe('所属类别'),
  words: z.string().describe('计算公式'),
  breakdownTitles: z.array(z.string()),
  hiding: z.string().describe('哪些数不显示'),
  refresh: z.string().describe('何时更新'),
  sources: z
    .array(z.object({ system: z.string(), tables: z.array(z.string()) }))
    .describe('各业务系统中的来源表；没有的系统不在其中'),
  shown: z
    .object({ reports: z.array(place), scenes: z.array(place), mails: z.array(place) })
    .describe('显示它的报表、大屏与邮件'),
})

/** The whole catalogue by subject. Pure; `tables` are those of the systems that are taken in. */
export function listMetrics(tables: SourceTables): z.input<typeof metricEntry>[] {
  return [...METRICS.values()]
    .sort((a, b) => subjectOrder(a.id) - subjectOrder(b.id))
    .map(each => listed(each, tables))
}

function listed(each: Metric, tables: SourceTables): z.input<typeof metricEntry> {
  return {
    ...textOf(each),
    subject: subjectOf(each.id),
    words: formulaWords(each),
    breakdownTitles: each.breakdowns.map(breakdownTitle),
    hiding: hidingWords(each),
    refresh: refreshWords(each),
    sources: sourcesOfLogs(logsOfMetric(each), tables),
    shown: placesOf(each.id),
  }
}

/** What every answer says of its metric. */
export function textOf(entry: Metric): z.input<typeof metricText> {
  return { ...entry, definition: definitionText(entry), breakdowns: [...entry.breakdowns] }
}
