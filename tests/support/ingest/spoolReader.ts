import { expect } from 'vitest'
import type { Extent, Message, SourceHandler } from '../../../ingest/source/port.ts'
import type { SpoolMessage } from '../../../ingest/source/spool/segment.ts'
import { createSpoolSource } from '../../../ingest/source/spool/source.ts'
import type { WatchOptions } from '../../../ingest/source/spool/watch.ts'
import type { Config } from '../../../warehouse/platform/config.ts'
import { until } from '../until.ts'

export function spoolMessage(text: string): SpoolMessage {
  return {
    key: Buffer.from(`key of ${text}`),
    value: Buffer.from(text),
    timestamp: 1_700_000_000_000,
    headers: {},
  }
}

/** A reader of one topic of the spool, as the ingest is one. */
export interface SpoolReader {
  found: Message[]
  extents: Extent[]
  /** Resolves when so many messages have come; rejects with what stopped the source. */
  holds(count: number): Promise<void>
  stop(): Promise<void>
}

export function startReading(
  config: Config,
  topic: string,
  from = 0n,
  options: Partial<WatchOptions> = {},
): SpoolReader {
  const source = createSpoolSource(config, options)
  const found: Message[] = []
  const extents: Extent[] = []
  const handler: SourceHandler = {
    assigned: async () => from,
    room: () => undefined,
    messages: async (_, messages, through) => {
      expect(through).toBe((messages.at(-1)?.offset ?? -1n) + 1n)
      found.push(...messages)
    },
    extent: (_, extent) => extents.push(extent),
    revoked: async () => {},
  }
  const running = source.run([[topic]], handler)
  running.catch(() => undefined)
  return {
    found,
    extents,
    async holds(count) {
      await Promise.race([
        running,
        until('reading', () => (found.length >= count ? true : undefined), 20_000),
      ])
    },
    stop: () => source.stop(),
  }
}
