import fs from 'node:fs'
import fsp from 'node:fs/promises'
import path from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { encodeFrame } from '../../../../ingest/source/spool/segment.ts'
import { openSpoolWriter } from '../../../../ingest/source/spool/writer.ts'
import { createLog } from '../../../../warehouse/platform/log.ts'
import { readSecrets } from '../../../../warehouse/platform/secrets.ts'
import { spoolPlace } from '../../../support/ingest/spoolPlace.ts'
import {
  spoolMessage as message,
  type SpoolReader,
  startReading,
} from '../../../support/ingest/spoolReader.ts'
import { startScript } from '../../../support/processes/runScript.ts'
import { until } from '../../../support/until.ts'

const TOPIC = 'gd.t'
/** The clock that looks by itself does not strike in the test. */
const NEVER_MS = 3_600_000

describe('the reader of the spool', () => {
  const place = spoolPlace()
  afterEach(() => vi.restoreAllMocks())

  const lastSegment = () => {
    const directory = path.join(place.dir, 'spool', TOPIC)
    return path.join(directory, fs.readdirSync(directory).sort().at(-1) ?? '')
  }
  const texts = ({ found }: SpoolReader) => found.map(one => `${one.offset} ${one.value}`)

  /** Bytes of every read of a file from now on. */
  async function noteReads(): Promise<number[]> {
    const handle = await fsp.open(lastSegment())
    const prototype: { read(...args: unknown[]): Promise<{ bytesRead: number }> } =
      Object.getPrototypeOf(handle)
    await handle.close()
    const bytes: number[] = []
    const real = prototype.read
    vi.spyOn(prototype, 'read').mockImplementation(async function (this: unknown, ...args) {
      const result = await real.apply(this, args)
      bytes.push(result.bytesRead)
      return result
    })
    return bytes
  }

  it('reads nothing twice, however long the segment has grown', async () => {
    const spool = await place.writer()
    await spool.append(TOPIC, [message('first')])
    const reader = startReading(place.config, TOPIC)
    await reader.holds(1)
    const before = fs.statSync(lastSegment()).size
    const reads = await noteReads()
    for (let i = 1; i <= 60; i++) {
      await spool.append(TOPIC, [message(String(i))])
      await reader.holds(1 + i)
    }
    const grown = fs.statSync(lastSegment()).size - before
    await reader.stop()
    expect(reads.reduce((sum, bytes) => sum + bytes, 0)).toBe(grown)
  })

  it('reads nothing while nothing is written, and knows the end all the same', async () => {
    const spool = await place.writer()
    await spool.append(TOPIC, [message('a')])
    const reader = startReading(place.config, TOPIC, 0n, { lookMs: 10 })
    await reader.holds(1)
    const reads = await noteReads()
    const opens = vi.spyOn(fsp, 'open')
    const looks = reader.extents.length
    await until('looks', () => (reader.extents.length > looks + 20 ? true : undefined))
    await reader.stop()
    expect(reader.extents.at(-1)).toEqual({ low: 0n, next: 1n })
    expect(reads).toEqual([])
    expect(opens).not.toHaveBeenCalled()
  })

  it('tells where the topic ends while most of it is still to be read', async () => {
    const spool = await place.writer({ segmentBytes: 1 })
    const many = Array.from({ length: 4_000 }, (_, i) => message(String(i)))
    for (let i = 0; i < 3; i++) await spool.append(TOPIC, many)
    const reader = startReading(place.config, TOPIC)
    await reader.holds(12_000)
    await reader.stop()
    expect(reader.extents[0]).toEqual({ low: 0n, next: 12_000n })
  })

  it('is told by the system what another process writes, to a topic that is new too', {
    timeout: 30_000,
  }, async () => {
    const reader = startReading(place.config, TOPIC, 0n, { lookMs: NEVER_MS })
    const child = startScript('tests/support/processes/spooler.ts', [TOPIC], { TUANSHU_DATA: place.dir })
    const gone = new Promise(resolve => child.once('close', resolve))
    try {
      await reader.holds(20)
    } finally {
      child.kill('SIGKILL')
      await gone
      await reader.stop()
    }
    expect(texts(reader).slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, i) => `${i} ${i}`))
  })

  it('finds by itself what the system does not tell', async () => {
    const reader = startReading(place.config, TOPIC, 0n, { lookMs: 20, watch: () => () => {} })
    const spool = await place.writer({ segmentBytes: 150 })
    for (let i = 0; i < 6; i++) {
      await spool.append(TOPIC, [message(String(i))])
      await reader.holds(i + 1)
    }
    await reader.stop()
    expect(texts(reader)).toEqual(['0 0', '1 1', '2 2', '3 3', '4 4', '5 5'])
  })

  it('reads on over writers that come one after the other', async () => {
    const reader = startReading(place.config, TOPIC, 0n, { lookMs: NEVER_MS })
    for (let i = 0; i < 4; i++) {
      const spool = await openSpoolWriter(place.config, createLog('test'), {
        segmentBytes: i % 2 === 0 ? 1 : 300,
      })
      await spool.append(TOPIC, [message(String(i))])
      await spool.close()
      await reader.holds(i + 1)
    }
    await reader.stop()
    expect(texts(reader)).toEqual(['0 0', '1 1', '2 2', '3 3'])
  })

  it('reads the frame that stands where half of another was cut off', async () => {
    const spool = await place.writer()
    await spool.append(TOPIC, [message('a')])
    await spool.close()
    const half = encodeFrame(readSecrets(place.dir).spoolKey, 1n, [message('never acknowledged')]).subarray(
      0,
      60,
    )
    fs.appendFileSync(lastSegment(), half)
    const reader = startReading(place.config, TOPIC, 0n, { lookMs: 20 })
    await reader.holds(1)
    const looks = reader.extents.length
    await until('a look at the half', () => (reader.extents.length > looks + 2 ? true : undefined))
    const next = await place.writer()
    await next.append(TOPIC, [message('b')])
    await reader.holds(2)
    await reader.stop()
    expect(texts(reader)).toEqual(['0 a', '1 b'])
  })
})
