import { formatDay } from '../platform/time/day.ts'
import type { Missing } from '../query/types.ts'

/** A job, and when what it has not computed yet can be expected, in words for those who read figures. */
export interface Outlook {
  /** For example `团费欠缴`. */
  title: string
  /** For example `正在补算，已完成 3 / 26 个时期`, `计划 11月29日 03:20 计算`. */
  due: string
}

/** Outlooks by the name of the job; asked for only when something is missing. */
export type ReadOutlooks = () => Promise<ReadonlyMap<string, Outlook>>

/** What a job has not computed yet of an answer: `months` for example `2026年11月`. */
export interface MissingWork extends Outlook {
  months: string
}

/** What is missing and when it can be expected; each job once. */
export async function missingWork(
  missing: readonly Missing[],
  readOutlooks: ReadOutlooks = async () => new Map(),
): Promise<MissingWork[]> {
  if (missing.length === 0) return []
  const months = new Map<string, Set<number>>()
  for (const each of missing) months.set(each.job, new Set([...(months.get(each.job) ?? []), ...each.months]))
  const outlooks = await readOutlooks()
  return [...months].map(([job, found]) => {
    const { title, due } = outlooks.get(job) ?? { title: job, due: '' }
    return { title, months: monthsInWords([...found].sort((a, b) => a - b)), due }
  })
}

/** `团费欠缴（2026年11月）尚未计算：正在补算，已完成 3 / 26 个时期`. */
export function missingInWords({ title, months, due }: MissingWork): string {
  return `${title}（${months}）尚未计算${due && `：${due}`}`
}

/** `2026年11月`, or `2026年1月至2026年11月中的 3 个月`. */
function monthsInWords(months: readonly number[]): string {
  const [first, last] = [months[0], months.at(-1)]
  if (first === undefined || last === undefined) return ''
  return months.length === 1
    ? monthInWords(first)
    : `${monthInWords(first)}至${monthInWords(last)}中的 ${months.length} 个月`
}

function monthInWords(month: number): string {
  const text = formatDay(month)
  return `${text.slice(0, 4)}年${Number(text.slice(5, 7))}月`
}
