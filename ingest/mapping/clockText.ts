import { parseDay } from '../../warehouse/platform/time/day.ts'

const MINUTE_S = 60
const HOUR_S = 3_600
const DAY_S = 86_400
export const SHANGHAI_OFFSET_S = 8 * HOUR_S

const [COLON, DASH, PLUS, DOT, BLANK, T, Z] = [...':-+. TZ'].map(char => char.charCodeAt(0))

/**
 * `YYYY-MM-DD`, alone or with a time, as the wall clock of Shanghai: seconds since 1970 as if it were UTC. A zone that
 * stands in the text counts (`Z`, `+08`, `+0800`, `+08:00`, also behind a blank); text without one was written
 * `offset` seconds east of UTC. Undefined for the instant 0, with which MySQL's TIMESTAMP says that it has none; NaN for
 * what is no such text to its last character.
 *
 * By hand and not with a pattern: it is called for every date that is read.
 */
export function clockText(text: string, offset: number): number | undefined {
  const day = parseDay(text.length === 10 ? text : text.slice(0, 10))
  if (day === undefined) return Number.NaN
  if (text.length === 10) return day * DAY_S
  const separator = text.charCodeAt(10)
  // a colon is what GoldenGate writes between day and time
  if (separator !== BLANK && separator !== T && separator !== COLON) return Number.NaN
  let seconds = twoDigits(text, 11, 23) * HOUR_S + twoDigits(text, 14, 59) * MINUTE_S
  if (text.charCodeAt(13) !== COLON) return Number.NaN
  let place = 16
  if (text.charCodeAt(place) === COLON) {
    seconds += twoDigits(text, 17, 60)
    place = 19
    if (text.charCodeAt(place) === DOT) {
      place += 1
      if (!isDigit(text, place)) return Number.NaN
      while (isDigit(text, place)) place += 1
    }
  }
  const wall = day * DAY_S + seconds
  if (place === text.length) return wall + SHANGHAI_OFFSET_S - offset
  const zone = zoneOf(text, place)
  return wall === zone ? undefined : wall + SHANGHAI_OFFSET_S - zone
}

/** Seconds east of UTC that the rest of a text says; NaN when it says anything else. */
function zoneOf(text: string, from: number): number {
  let place = from
  while (text.charCodeAt(place) === BLANK) place += 1
  const sign = text.charCodeAt(place)
  if (sign === Z && place + 1 === text.length) return 0
  if (sign !== PLUS && sign !== DASH) return Number.NaN
  const hours = twoDigits(text, place + 1, 15) * HOUR_S
  place += 3
  let minutes = 0
  if (place < text.length) {
    if (text.charCodeAt(place) === COLON) place += 1
    minutes = twoDigits(text, place, 59) * MINUTE_S
    place += 2
  }
  if (place !== text.length) return Number.NaN
  return sign === PLUS ? hours + minutes : -hours - minutes
}

/**
 * `YYYYMMDD`, `YYYYMMDDHHMM` or `YYYYMMDDHHMMSS` as the same, without a zone; NaN for other digits.
 */
export function clockDigits(text: string, offset: number): number {
  const { length } = text
  if (length !== 8 && length !== 12 && length !== 14) return Number.NaN
  const day = parseDay(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`)
  if (day === undefined) return Number.NaN
  if (length === 8) return day * DAY_S
  const seconds = length === 14 ? twoDigits(text, 12, 60) : 0
  const wall = day * DAY_S + twoDigits(text, 8, 23) * HOUR_S + twoDigits(text, 10, 59) * MINUTE_S + seconds
  return wall + SHANGHAI_OFFSET_S - offset
}

/** NaN for what is no number of two digits, or a larger one. */
function twoDigits(text: string, place: number, most: number): number {
  const value = (text.charCodeAt(place) - 48) * 10 + text.charCodeAt(place + 1) - 48
  return isDigit(text, place) && isDigit(text, place + 1) && value <= most ? value : Number.NaN
}

function isDigit(text: string, place: number): boolean {
  const code = text.charCodeAt(place)
  return code >= 48 && code <= 57
}
