import { ageOf, clockOf, dayOf } from '../../parts/time.ts'

/** The ingest reports every few seconds; figures older than this are not those of now. */
const LATE_MS = 10 * 60_000

/** How far the data of a page reach, `at` and `now` in milliseconds since 1970. */
export function asOfText(at: number, now: number): { isLate: boolean; text: string } {
  if (at === 0) return { isLate: true, text: '▲ 尚未接入数据' }
  const stamp = `${dayOf(at)} ${clockOf(at)}`
  const age = now - at
  return age > LATE_MS
    ? { isLate: true, text: `▲ 数据停在 ${stamp}，已延迟 ${ageOf(age)}` }
    : { isLate: false, text: `数据截至 ${stamp}` }
}
