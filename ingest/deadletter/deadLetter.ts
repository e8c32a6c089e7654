import type { RefusalReason } from '../change.ts'

/** A message that could not become changes, with where it stood and why. */
export interface DeadLetter {
  /** `<kind>:<cluster>/<topic>/<partition>@<epoch>` and offset: the message's first place. */
  source: string
  position: bigint
  topic: string
  epoch: number
  reason: RefusalReason
  detail: string
  /** Tables that the message is of, as far as it says; empty: it may be of any of its topic. */
  tables: readonly string[]
  key: Buffer | null
  value: Buffer | null
  headers: Readonly<Record<string, string>>
  /** Broker time of the message, milliseconds since 1970. */
  sentAt: number
}

/** Names a dead letter on the command line. */
export function deadLetterId(letter: Pick<DeadLetter, 'source' | 'position'>): string {
  return `${letter.source}#${letter.position}`
}

/** Topic of the spool through which dead letters are replayed. */
export const REPLAY_TOPIC = 'tuanshu.replay'

/** Headers under which a replayed message carries its first place. */
export const REPLAY_HEADERS = {
  source: 'tuanshu-source',
  topic: 'tuanshu-topic',
  epoch: 'tuanshu-epoch',
  offset: 'tuanshu-offset',
} as const
