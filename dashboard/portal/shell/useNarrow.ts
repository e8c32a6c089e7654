import { onScopeDispose, type Ref, shallowRef } from 'vue'

/** Below this width pickers open as drawers; the same number stands in the style sheets. */
const NARROW = '(max-width: 760px)'

/** The window is as narrow as a phone. */
export function useNarrow(): Readonly<Ref<boolean>> {
  const query = window.matchMedia(NARROW)
  const narrow = shallowRef(query.matches)
  const follow = () => {
    narrow.value = query.matches
  }
  query.addEventListener('change', follow)
  onScopeDispose(() => query.removeEventListener('change', follow))
  return narrow
}
