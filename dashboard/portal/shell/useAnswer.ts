import { onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import { ask, wordsOf } from './ask.ts'

export interface Answer<T> {
  /** The last answer; it stays while the next one is on its way. */
  data: Readonly<Ref<T | null>>
  /** Why there is no new one, `''` while all is well. */
  error: Readonly<Ref<string>>
  isLoading: Readonly<Ref<boolean>>
  reload(): Promise<void>
}

/** What the server answers at a path, asked again whenever it changes; `''` asks nothing. Only the newest answer counts. */
export function useAnswer<T>(path: () => string): Answer<T> {
  const data = shallowRef<T | null>(null)
  const error = shallowRef('')
  const isLoading = shallowRef(false)
  let running: AbortController | undefined

  async function reload(): Promise<void> {
    running?.abort()
    const asked = path()
    if (!asked) return
    const mine = new AbortController()
    running = mine
    isLoading.value = true
    error.value = ''
    try {
      const answer = await ask<T>(asked, { signal: mine.signal })
      if (!mine.signal.aborted) data.value = answer
    } catch (cause) {
      if (!mine.signal.aborted) error.value = wordsOf(cause)
    } finally {
      if (running === mine) isLoading.value = false
    }
  }

  watch(path, reload, { immediate: true })
  onScopeDispose(() => running?.abort())
  return { data, error, isLoading, reload }
}
