import { onBeforeUnmount, type ShallowRef, shallowRef, watch } from 'vue'

/** CSS pixels. */
export interface Box {
  width: number
  height: number
}

/** The size of an element that comes and goes; 0 × 0 while it is not there. */
export function useBox(element: Readonly<ShallowRef<HTMLElement | null>>): Readonly<ShallowRef<Box>> {
  const box = shallowRef<Box>({ width: 0, height: 0 })
  const observer = new ResizeObserver(() => {
    const node = element.value
    if (node) box.value = { width: node.clientWidth, height: node.clientHeight }
  })
  watch(
    element,
    node => {
      observer.disconnect()
      if (node) observer.observe(node)
      else box.value = { width: 0, height: 0 }
    },
    { flush: 'post', immediate: true },
  )
  onBeforeUnmount(() => observer.disconnect())
  return box
}
