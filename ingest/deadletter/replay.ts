import type { SpoolWriter } from '../source/spool/writer.ts'
import { type DeadLetter, REPLAY_HEADERS, REPLAY_TOPIC } from './deadLetter.ts'
import type { DeadLetterStore } from './store.ts'

/** Letters replayed together. */
const FRAME = 500

/**
 * Hands dead letters over again, through a spool topic of their own, with their first place: a change that was refused
 * lands where it belongs in the past of its key. Marked first, so that one that is refused again waits again.
 */
export async function replayLetters(
  store: DeadLetterStore,
  spool: SpoolWriter,
  letters: readonly DeadLetter[],
): Promise<void> {
  for (let i = 0; i < letters.length; i += FRAME) {
    const some = letters.slice(i, i + FRAME)
    await store.markReplayed(some)
    await spool.append(
      REPLAY_TOPIC,
      some.map(letter => ({
        key: letter.key,
        value: letter.value,
        timestamp: letter.sentAt,
        headers: {
          ...letter.headers,
          [REPLAY_HEADERS.source]: letter.source,
          [REPLAY_HEADERS.topic]: letter.topic,
          [REPLAY_HEADERS.epoch]: String(letter.epoch),
          [REPLAY_HEADERS.offset]: String(letter.position),
        },
      })),
    )
  }
}
