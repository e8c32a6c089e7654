import { onScopeDispose, watch } from 'vue'
import { nextNightlyReload } from '../parts/reload.ts'

/** A new build is taken within this time, each wall at its own moment. */
const SPREAD_MS = 30_000
/** Pause before the next try when the server was not healthy. */
const AGAIN_MS = 60_000

/**
 * Reloads the page for a new build and every night after four, but only when the server answers: a wall with old figures
 * is better than an error page that nobody can dismiss.
 */
export function useSelfReload(build: () => string | undefined): void {
  let first: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const nightly = setTimeout(reloadWhenHealthy, nextNightlyReload(Date.now(), Math.random()) - Date.now())

  watch(build, current => {
    if (current === undefined) return
    first ??= current
    if (current !== first && timer === undefined)
      timer = setTimeout(reloadWhenHealthy, Math.random() * SPREAD_MS)
  })

  async function reloadWhenHealthy(): Promise<void> {
    const healthy = await fetch(location.pathname, { cache: 'no-store' }).then(
      answer => answer.ok,
      () => false,
    )
    if (healthy) return location.reload()
    timer = setTimeout(reloadWhenHealthy, AGAIN_MS)
  }

  onScopeDispose(() => {
    clearTimeout(nightly)
    clearTimeout(timer)
  })
}
