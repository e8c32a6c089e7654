import type { Random } from '../../ingest/demo/random.ts'

/**
 * Shuffles messages across keys and keeps the order within each key: what a topic may look like whose partitions are
 * written by several workers. Order within a key is what the source promises.
 */
export function reorder<M extends { key: Buffer }>(messages: readonly M[], random: Random): M[] {
  const slots = messages.map(message => message.key.toString('latin1'))
  for (let i = slots.length - 1; i > 0; i--) {
    const j = random.between(0, i)
    const [a = '', b = ''] = [slots[i], slots[j]]
    slots[i] = b
    slots[j] = a
  }
  const waiting = new Map<string, M[]>()
  // backwards, so that each key's oldest stands at the end of its list
  for (const message of messages.toReversed()) {
    const key = message.key.toString('latin1')
    const list = waiting.get(key)
    if (list) list.push(message)
    else waiting.set(key, [message])
  }
  return slots.flatMap(key => waiting.get(key)?.pop() ?? [])
}
