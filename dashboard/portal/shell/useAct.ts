import { type Ref, shallowRef } from 'vue'
import { wordsOf } from './ask.ts'

/** What a button does: busy meanwhile, and why it failed in words for the user, `''` while it has not. */
export function useAct(act: () => Promise<void>): {
  isBusy: Readonly<Ref<boolean>>
  error: Readonly<Ref<string>>
  run(): Promise<void>
} {
  const isBusy = shallowRef(false)
  const error = shallowRef('')
  async function run(): Promise<void> {
    if (isBusy.value) return
    isBusy.value = true
    error.value = ''
    try {
      await act()
    } catch (cause) {
      error.value = wordsOf(cause)
    } finally {
      isBusy.value = false
    }
  }
  return { isBusy, error, run }
}
