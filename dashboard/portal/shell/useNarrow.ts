import { useMediaQuery } from '@vueuse/core'
import type { Ref } from 'vue'

/** Below this width pickers open as drawers; the same number stands in the style sheets. */
const NARROW = '(max-width: 760px)'

/** The window is as narrow as a phone. */
export function useNarrow(): Readonly<Ref<boolean>> {
  return useMediaQuery(NARROW)
}
