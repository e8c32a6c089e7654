import type { Shown } from './useLive.ts'

/** What stands on the wall. */
export interface Stage extends Shown {
  /** The time that it is of when that is not now, milliseconds since 1970. */
  at: number | null
  /** Of a frozen one when that was ordered. */
  ordered?: number
}

const KEY = 'tuanshu-frozen'

/**
 * The picture that is held by an order of this instant: the one that the wall has kept over a reload of the page, else the
 * present one, whose time it then has. Null while there is none.
 */
export function frozenStage(ordered: number, shown: Shown | null, now: number): Stage | null {
  const kept = keptFrozen()
  if (kept?.ordered === ordered) return kept
  if (!shown?.picture) return null
  const stage = { ...shown, at: now, ordered }
  keepFrozen(stage)
  return stage
}

/** Keeps it for a reload of the page, or no more. */
export function keepFrozen(stage: Stage | null): void {
  try {
    if (stage) sessionStorage.setItem(KEY, JSON.stringify(stage))
    else sessionStorage.removeItem(KEY)
  } catch {
    // a browser that keeps nothing freezes the first picture after a reload
  }
}

function keptFrozen(): Stage | null {
  try {
    const kept: Stage | null = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
    return kept
  } catch {
    return null
  }
}
