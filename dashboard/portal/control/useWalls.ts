import { onScopeDispose, type Ref, shallowRef } from 'vue'
import type { WallAnswer, WallCommand, WallInfo, WallList } from '../../../api/contract.ts'
import { ask, wordsOf } from '../shell/ask.ts'
import { deliveryWords } from './words.ts'

/** Between two looks at the walls. */
const EVERY_MS = 2_000

/** What became of the last command: on its way, obeyed, or not; in words for the user. */
export interface Sent {
  wall: string
  state: 'sent' | 'obeyed' | 'unreachable' | 'refused'
  words: string
}

export interface Controlled {
  /** null until the first answer. */
  list: Readonly<Ref<WallList | null>>
  /** Why there is no new one, `''` while all is well. */
  error: Readonly<Ref<string>>
  sent: Readonly<Ref<Sent | null>>
  send(wall: string, command: WallCommand): Promise<void>
  reload(): Promise<void>
}

/** The walls that the account controls, looked at again and again while the page is seen. */
export function useWalls(): Controlled {
  const list = shallowRef<WallList | null>(null)
  const error = shallowRef('')
  const sent = shallowRef<Sent | null>(null)
  const leaving = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let sends = 0

  async function reload(): Promise<void> {
    const before = sends
    try {
      const answer = await ask<WallList>('/api/walls', { signal: leaving.signal })
      // one that was on its way when a command was sent shows what was before it
      if (before === sends) list.value = answer
      error.value = ''
    } catch (cause) {
      if (!leaving.signal.aborted) error.value = wordsOf(cause)
    }
  }

  async function round(): Promise<void> {
    if (!document.hidden) await reload()
    if (!leaving.signal.aborted) timer = setTimeout(() => void round(), EVERY_MS)
  }

  async function send(wall: string, command: WallCommand): Promise<void> {
    const number = ++sends
    sent.value = { wall, state: 'sent', words: '已发送，等待大屏执行' }
    try {
      const path = `/api/walls/${encodeURIComponent(wall)}/orders`
      const answer = await ask<WallAnswer>(path, { method: 'POST', body: command })
      if (list.value) list.value = { ...list.value, walls: replaced(list.value.walls, answer.wall) }
      if (number === sends) sent.value = { wall, ...deliveryWords(answer.delivery) }
    } catch (cause) {
      if (number === sends) sent.value = { wall, state: 'refused', words: wordsOf(cause) }
    }
  }

  void round()
  onScopeDispose(() => {
    leaving.abort()
    clearTimeout(timer)
  })
  return { list, error, sent, send, reload }
}

function replaced(walls: readonly WallInfo[], changed: WallInfo): WallInfo[] {
  return walls.map(each => (each.id === changed.id ? changed : each))
}
