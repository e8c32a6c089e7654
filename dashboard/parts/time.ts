const ZONE = 'Asia/Shanghai'

const clock = new Intl.DateTimeFormat('zh-CN', {
  timeZone: ZONE,
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
const date = new Intl.DateTimeFormat('zh-CN', {
  timeZone: ZONE,
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  weekday: 'long',
})
const day = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

/** `10:32:05` in Shanghai. */
export function clockOf(instant: number): string {
  return clock.format(instant)
}

/** `2026年11月21日星期六` in Shanghai. */
export function dateOf(instant: number): string {
  return date.format(instant)
}

/** `2026-11-21` in Shanghai. */
export function dayOf(instant: number): string {
  return day.format(instant)
}

/** Time of an as-of stamp: the clock alone today, with month and day otherwise. */
export function stampOf(instant: number, now: number): string {
  const of = dayOf(instant)
  return of === dayOf(now) ? clockOf(instant) : `${of.slice(5)} ${clockOf(instant)}`
}

/** `09:41` of this day, `11-20 09:41` of another, of another year with that. */
export function minuteOf(instant: number, now: number): string {
  const [of, today] = [dayOf(instant), dayOf(now)]
  const minute = clockOf(instant).slice(0, 5)
  if (of === today) return minute
  return `${of.slice(0, 4) === today.slice(0, 4) ? of.slice(5) : of} ${minute}`
}

/** An age in words: `42 秒`, `3 分钟`, `2 小时`, `5 天`. */
export function ageOf(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 100) return `${seconds} 秒`
  if (seconds < 100 * 60) return `${Math.round(seconds / 60)} 分钟`
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} 小时`
  return `${Math.round(seconds / 86_400)} 天`
}

/** `2026-11` → `11月`; January carries its year, `26年1月`. Days `2026-11-21` → `11-21`. */
export function bucketLabel(bucket: string): string {
  if (bucket.length === 10) return bucket.slice(5)
  const month = Number(bucket.slice(5, 7))
  return month === 1 ? `${bucket.slice(2, 4)}年1月` : `${month}月`
}

/** The period of an empty panel: `2026年11月`. */
export function monthOf(dayText: string): string {
  return `${dayText.slice(0, 4)}年${Number(dayText.slice(5, 7))}月`
}
