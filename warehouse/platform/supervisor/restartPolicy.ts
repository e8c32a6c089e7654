export interface RestartPolicy {
  /** Call at each death: how long to wait before the next start, or undefined when it is time to give up. */
  afterDeath(nowMs: number): number | undefined
}

export const MAX_DEATHS = 5
export const WINDOW_MINUTES = 10
const FIRST_PAUSE_MS = 500

/**
 * Pauses of 0.5 s, 1 s, 2 s, … between restarts; gives up at the fifth death within ten minutes. What dies that often
 * does not heal by itself, and somebody has to see it.
 */
export function createRestartPolicy(): RestartPolicy {
  let deaths: number[] = []
  return {
    afterDeath(nowMs) {
      deaths = [...deaths.filter(at => nowMs - at < WINDOW_MINUTES * 60_000), nowMs]
      return deaths.length >= MAX_DEATHS ? undefined : FIRST_PAUSE_MS * 2 ** (deaths.length - 1)
    },
  }
}
