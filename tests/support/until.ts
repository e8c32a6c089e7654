import { setTimeout as pause } from 'node:timers/promises'

const PAUSE_MS = 25
const LONGEST_PAUSE_MS = 1_000

/**
 * Resolves with the first outcome of `probe` that is not undefined; also outside a test runner. Rejects when it takes too
 * long, or with the reason of `signal`. Rests longer than a probe takes: what it waits for needs the same processors.
 */
export async function until<T>(
  what: string,
  probe: () => T | undefined | Promise<T | undefined>,
  timeoutMs = 120_000,
  signal?: AbortSignal,
): Promise<T> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    signal?.throwIfAborted()
    const began = performance.now()
    const found = await probe()
    if (found !== undefined) return found
    await pause(Math.min(LONGEST_PAUSE_MS, Math.max(PAUSE_MS, 3 * (performance.now() - began))))
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeoutMs / 1000} s`)
  }
}
