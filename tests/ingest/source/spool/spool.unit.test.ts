import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Message, Partition } from '../../../../ingest/source/port.ts'
import { createSpoolSource } from '../../../../ingest/source/spool/source.ts'
import { openSpoolWriter } from '../../../../ingest/source/spool/writer.ts'
import { createLog } from '../../../../warehouse/platform/log.ts'
import { spoolPlace } from '../../../support/ingest/spoolPlace.ts'
import { spoolMessage as message, startReading } from '../../../support/ingest/spoolReader.ts'
import { firstLineOf, startScript } from '../../../support/processes/runScript.ts'
import { until } from '../../../support/until.ts'

const TOPIC = 'gd.t'
const PARTITION: Partition = { kind: 'spool', cluster: '', topic: TOPIC, partition: 0 }

describe('the spool', () => {
  const place = spoolPlace()

  const topicDir = () => path.join(place.dir, 'spool', TOPIC)
  const segments = () => fs.readdirSync(topicDir()).filter(name => name.endsWith('.seg'))
  const lastSegment = () => path.join(topicDir(), segments().at(-1) ?? '')

  /** Reads from an offset until `count` messages have come; rejects with what stopped the source. */
  async function read(from: bigint, count: number): Promise<Message[]> {
    const reader = startReading(place.config, TOPIC, from)
    try {
      await reader.holds(count)
    } finally {
      await reader.stop()
    }
    return reader.found
  }

  const texts = (messages: Message[]) => messages.map(one => `${one.offset} ${one.value}`)

  it('gives back what was appended, at its offset, from any offset on', async () => {
    const spool = await place.writer()
    expect(await spool.append(TOPIC, [message('a'), message('b')])).toBe(2n)
    const odd = { key: null, value: null, timestamp: 1_700_000_000_001.5, headers: { h: '值' } }
    const empty = { key: Buffer.alloc(0), value: Buffer.alloc(0), timestamp: 0, headers: {} }
    expect(await spool.append(TOPIC, [odd, empty])).toBe(4n)
    const all = await read(0n, 4)
    expect(all).toEqual([
      { offset: 0n, ...message('a') },
      { offset: 1n, ...message('b') },
      { offset: 2n, ...odd },
      { offset: 3n, ...empty },
    ])
    expect(texts(await read(1n, 3))[0]).toBe('1 b')
  })

  it('keeps the order of appends that run at once', async () => {
    const spool = await place.writer()
    await Promise.all(Array.from({ length: 20 }, (_, i) => spool.append(TOPIC, [message(String(i))])))
    expect(texts(await read(0n, 20))).toEqual(Array.from({ length: 20 }, (_, i) => `${i} ${i}`))
  })

  it('lets a second writer wait until the first is done, and refuses one that cannot wait', async () => {
    const first = await place.writer()
    await first.append(TOPIC, [message('a')])
    const hasty = await place.writer({ lockTries: 1 })
    await expect(hasty.append(TOPIC, [message('b')])).rejects.toThrow(
      `another process is writing to the spool topic ${TOPIC}`,
    )
    const patient = await place.writer()
    const waiting = patient.append(TOPIC, [message('c')])
    await first.append(TOPIC, [message('d')])
    await first.close()
    expect(await waiting).toBe(3n)
    expect(texts(await read(0n, 3))).toEqual(['0 a', '1 d', '2 c'])
  })

  it('is not written on by a writer whose lock was taken away', async () => {
    const spool = await place.writer()
    await spool.append(TOPIC, [message('a')])
    fs.rmdirSync(path.join(place.dir, 'spool', `${TOPIC}.lock`))
    const appended = () => spool.append(TOPIC, [message('b')]).catch(error => error)
    await expect
      .poll(appended, { timeout: 20_000 })
      .toMatchObject({ code: 'conflict', message: `another process is writing to the spool topic ${TOPIC}` })
  })

  it('goes on after a writer that was killed: all it acknowledged is there, in order', {
    timeout: 30_000,
  }, async () => {
    const child = startScript('tests/support/processes/spooler.ts', [TOPIC], { TUANSHU_DATA: place.dir })
    await firstLineOf(child)
    let acknowledged = 0
    child.stdout?.on('data', chunk => {
      acknowledged = Number(String(chunk).trim().split('\n').at(-1))
    })
    await until('some appends', () => (acknowledged > 20 ? true : undefined))
    const gone = new Promise(resolve => child.once('close', resolve))
    child.kill('SIGKILL')
    await gone
    const spool = await place.writer()
    const next = await spool.append(TOPIC, [message('after')])
    expect(Number(next)).toBeGreaterThan(acknowledged)
    const all = texts(await read(0n, Number(next)))
    expect(all).toEqual([
      ...Array.from({ length: all.length - 1 }, (_, i) => `${i} ${i}`),
      `${next - 1n} after`,
    ])
  })

  it.each([
    ['in its head', 7],
    ['in its body', 60],
  ])('cuts off a frame that a dying writer left half-written %s', async (_, bytes) => {
    const spool = await place.writer()
    await spool.append(TOPIC, [message('a')])
    const { size } = fs.statSync(lastSegment())
    await spool.append(TOPIC, [message('b')])
    await spool.close()
    fs.truncateSync(lastSegment(), size + bytes)

    expect(texts(await read(0n, 1))).toEqual(['0 a'])
    const again = await place.writer()
    expect(await again.append(TOPIC, [message('c')])).toBe(2n)
    expect(texts(await read(0n, 2))).toEqual(['0 a', '1 c'])
  })

  it('cuts off zeros, which a failing power supply leaves', async () => {
    const spool = await place.writer()
    await spool.append(TOPIC, [message('a')])
    await spool.close()
    fs.appendFileSync(lastSegment(), Buffer.alloc(500))
    const again = await place.writer()
    await again.append(TOPIC, [message('b')])
    expect(texts(await read(0n, 2))).toEqual(['0 a', '1 b'])
  })

  it.each([
    ['length', 1],
    ['number', 12],
    ['body', 40],
  ])(
    'says so when the %s of a frame in the middle is damaged, and neither skips nor cuts it',
    async (what, at) => {
      const spool = await place.writer()
      await spool.append(TOPIC, [message('a')])
      const { size } = fs.statSync(lastSegment())
      await spool.append(TOPIC, [message('b')])
      await spool.append(TOPIC, [message('c')])
      await spool.close()
      const bytes = fs.readFileSync(lastSegment())
      bytes[size + at] = (bytes[size + at] ?? 0) ^ 0xff
      fs.writeFileSync(lastSegment(), bytes)

      await expect(read(0n, 3)).rejects.toMatchObject({
        code: 'gap',
        message: expect.stringMatching(/^spool segment .*0{20}\.seg/),
      })
      if (what !== 'body') {
        const again = await place.writer()
        await expect(again.append(TOPIC, [message('d')])).rejects.toThrow('damaged')
      }
      expect(fs.readFileSync(lastSegment())).toEqual(bytes)
    },
  )

  it('says so when a segment in the middle is missing', async () => {
    const spool = await place.writer({ segmentBytes: 1 })
    for (const text of ['a', 'b', 'c']) await spool.append(TOPIC, [message(text)])
    fs.rmSync(path.join(topicDir(), segments()[1] ?? ''))
    await expect(read(0n, 3)).rejects.toThrow('ends at offset 1 and goes on at 2')
  })

  it('says so when it was written with another secret', async () => {
    const spool = await place.writer()
    await spool.append(TOPIC, [message('a')])
    await spool.close()
    fs.rmSync(path.join(place.dir, 'secret.key'))
    await expect(read(0n, 1)).rejects.toThrow('was written with another secret.key')
  })

  it('begins a new segment beyond its size, and reads across', async () => {
    const spool = await place.writer({ segmentBytes: 150 })
    for (let i = 0; i < 6; i++) await spool.append(TOPIC, [message(String(i))])
    expect(segments()).toEqual([
      '00000000000000000000.seg',
      '00000000000000000002.seg',
      '00000000000000000004.seg',
    ])
    expect(texts(await read(0n, 6))).toEqual(['0 0', '1 1', '2 2', '3 3', '4 4', '5 5'])
    expect(texts(await read(3n, 3))).toEqual(['3 3', '4 4', '5 5'])
  })

  it('deletes only segments that were passed whole, and never the last', async () => {
    const spool = await place.writer({ segmentBytes: 150 })
    for (let i = 0; i < 6; i++) await spool.append(TOPIC, [message(String(i))])
    const source = createSpoolSource(place.config)
    await source.passed(PARTITION, 1n)
    expect(segments()).toHaveLength(3)
    await source.passed(PARTITION, 4n)
    expect(segments()).toEqual(['00000000000000000004.seg'])
    await source.passed(PARTITION, 6n)
    expect(segments()).toEqual(['00000000000000000004.seg'])
    await spool.close()
    const again = await place.writer()
    expect(await again.append(TOPIC, [message('6')])).toBe(7n)
  })

  it('says so when its directory cannot be used', async () => {
    fs.writeFileSync(path.join(place.dir, 'spool'), 'a file in its place')
    const clear = expect.objectContaining({
      code: 'unavailable',
      message: expect.stringContaining('check TUANSHU_DATA, its owner and the free space'),
    })
    await expect(openSpoolWriter(place.config, createLog('test'))).rejects.toEqual(clear)
    await expect(read(0n, 1)).rejects.toEqual(clear)
    fs.rmSync(path.join(place.dir, 'spool'))
    const spool = await place.writer()
    fs.writeFileSync(topicDir(), 'a file in its place')
    await expect(spool.append(TOPIC, [message('a')])).rejects.toEqual(clear)
  })

  it('refuses a topic that would leave its directory', async () => {
    const spool = await place.writer()
    await expect(spool.append('../up', [message('a')])).rejects.toThrow('is not a topic name')
  })

  it('keeps nothing readable on the disk, and for its user only', async () => {
    const spool = await place.writer()
    await spool.append(TOPIC, [{ ...message('测试甲 440101200501019999'), headers: { name: '测试甲' } }])
    const files = fs
      .readdirSync(path.join(place.dir, 'spool'), { recursive: true, withFileTypes: true })
      .map(entry => path.join(entry.parentPath, entry.name))
    for (const file of [path.join(place.dir, 'spool'), ...files]) {
      const stat = fs.statSync(file)
      if (file.endsWith('.lock')) continue
      expect([file, (stat.mode & 0o777).toString(8)]).toEqual([file, stat.isDirectory() ? '700' : '600'])
      if (stat.isFile())
        expect(fs.readFileSync(file).toString()).not.toMatch(/测试甲|440101200501019999|key of/)
    }
    expect(files).toContain(lastSegment())
  })
})
