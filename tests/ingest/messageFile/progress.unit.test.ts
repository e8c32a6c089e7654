import { Writable } from 'node:stream'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Progress } from '../../../ingest/messageFile/progress.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** What a terminal, or a file, gets to see of a reading. */
function shown(isTTY: boolean): string {
  let text = ''
  const out = Object.assign(
    new Writable({
      write(chunk, _, done) {
        text += String(chunk)
        done()
      },
    }),
    { isTTY },
  )
  const progress = new Progress(out)
  const file = { share: () => 0.425 }
  progress.show(file, 10)
  vi.advanceTimersByTime(600)
  progress.show(file, 12_345)
  progress.show(file, 12_346)
  progress.end()
  return text
}

it('is written over on one line of a terminal, now and then, and wiped at the end', () => {
  expect(shown(true)).toBe('\r\x1b[2K12,345 messages, 42 %\r\x1b[2K')
})

it('is kept out of files', () => {
  expect(shown(false)).toBe('')
})
