import { onBeforeUnmount, type ShallowRef, shallowRef, watch } from 'vue'
import type { ChartOption } from '../charts/frame.ts'
import { init } from './echarts.ts'

type Chart = ReturnType<typeof init>

/** CSS pixels. */
export interface Box {
  width: number
  height: number
}

/** Between two drawings of the same thing. Digits follow every picture; a chart that moves 400 ms each time must come to rest. */
const REST_MS = 1_000

/**
 * One chart for the life of its element: made once, updated by merging, disposed with it. `option` gets the size of the
 * element and is asked again when what it reads changes or the element is resized; null leaves what stands. It is drawn at
 * most once a second, but at once when `subject` changes (another organisation, another map) or the size does. Returns
 * the size of the element.
 */
export function useChart(
  element: Readonly<ShallowRef<HTMLElement | null>>,
  option: (box: Box) => ChartOption | null,
  subject: () => string,
  prepare?: (chart: Chart) => void,
): Readonly<ShallowRef<Box>> {
  let chart: Chart | undefined
  let fresh: ChartOption | null = null
  let drawnAt = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const box = shallowRef<Box>({ width: 0, height: 0 })

  const observer = new ResizeObserver(() => {
    const node = element.value
    if (!node || node.clientWidth === 0 || node.clientHeight === 0) return
    const next = { width: node.clientWidth, height: node.clientHeight }
    if (chart) chart.resize(next)
    else {
      chart = init(node, null, { ...next, devicePixelRatio: window.devicePixelRatio })
      prepare?.(chart)
    }
    box.value = next
  })

  function draw(): void {
    clearTimeout(timer)
    timer = undefined
    if (!fresh || !chart) return
    chart.setOption(fresh)
    drawnAt = Date.now()
  }

  function release(): void {
    observer.disconnect()
    clearTimeout(timer)
    timer = undefined
    chart?.dispose()
    chart = undefined
    box.value = { width: 0, height: 0 }
  }

  // the element comes with the first data and goes when there are none
  watch(
    element,
    node => {
      release()
      if (node) observer.observe(node)
    },
    { flush: 'post', immediate: true },
  )
  watch(
    [() => (box.value.width > 0 ? option(box.value) : null), subject, box] as const,
    ([next, about, size], [, formerAbout, formerSize]) => {
      fresh = next
      if (about !== formerAbout || size !== formerSize) return draw()
      timer ??= setTimeout(draw, Math.max(0, drawnAt + REST_MS - Date.now()))
    },
    { flush: 'post' },
  )

  // a canvas does not notice that its face has arrived
  const redraw = () => chart?.resize(box.value)
  document.fonts.addEventListener('loadingdone', redraw)
  onBeforeUnmount(() => {
    document.fonts.removeEventListener('loadingdone', redraw)
    release()
  })
  return box
}
