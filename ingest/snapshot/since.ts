import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { parseDay, startOfDay } from '../../warehouse/platform/time/day.ts'

const INSTANT = /^(\d{4}-\d{2}-\d{2})[ T]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/

/**
 * The instant that a person names as the beginning of a full load: `YYYY-MM-DD HH:mm[:ss]` in Asia/Shanghai, not after `now`.
 * Milliseconds since 1970. Throws `TuanshuError('input')`.
 */
export function parseSince(text: string, now: number): number {
  const found = INSTANT.exec(text)
  const day = parseDay(found?.[1] ?? '')
  if (!found || day === undefined)
    throw new TuanshuError('input', `--since ${text}: write it as "2026-11-29 00:10" (Asia/Shanghai)`)
  const [hours, minutes, seconds = 0] = found.slice(2).map(part => Number(part ?? 0))
  const at = startOfDay(day) + (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + seconds) * 1_000
  if (at > now) throw new TuanshuError('input', `--since ${text} lies in the future`)
  return at
}
