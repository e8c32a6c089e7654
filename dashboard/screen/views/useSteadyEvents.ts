import { onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import type { TickerEvent } from '../../../warehouse/contract/picture.ts'

/** A line must stand long enough to be read from ten metres. */
const READING_MS = 3_000

/** The newest events, newest first, changed at most every 3 s however fast they arrive, and not while somebody reads them. */
export function useSteadyEvents(
  events: () => readonly TickerEvent[] | undefined,
  count: () => number,
  isRead: Readonly<Ref<boolean>>,
): Ref<TickerEvent[]> {
  const shown = shallowRef<TickerEvent[]>([])
  let changedAt = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function take(): void {
    timer = undefined
    // who has finished reading lets the newest in
    if (isRead.value) return
    const newest = [...(events() ?? [])].sort((a, b) => b.at - a.at).slice(0, count())
    if (newest.map(event => event.id).join() === shown.value.map(event => event.id).join()) return
    shown.value = newest
    changedAt = Date.now()
  }

  watch(
    [events, count, isRead],
    () => {
      timer ??= setTimeout(take, Math.max(0, changedAt + READING_MS - Date.now()))
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))
  return shown
}
