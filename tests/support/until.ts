import { setTimeout as pause } from 'node:timers/promises'

/**
 * Resolves with the first outcome of `probe` that is not undefined; also outside a test runner. Rejects when it takes too
 * long, or with the reason of `signal`.
 */
export async function until<T>(
  what: string,
  probe: () => T | undefined | Promise<T | undefined>,
  timeoutMs = 120_000,
  signal?: AbortSignal,
): Promise<T> {
  for (const deadline = Date.now() + timeoutMs; ; await pause(25)) {
    signal?.throwIfAborted()
    const found = await probe()
    if (found !== undefined) return found
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeoutMs / 1000} s`)
  }
}
