import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { encodeFrame } from '../../../../ingest/source/spool/segment.ts'
import { SegmentFile } from '../../../../ingest/source/spool/segmentFile.ts'
import { spoolMessage as message } from '../../../support/ingest/spoolReader.ts'
import { temporaryDir } from '../../../support/warehouse.ts'

const KEY = Buffer.alloc(32, 7)

let place: ReturnType<typeof temporaryDir>
let name: string
let file: SegmentFile
beforeEach(async () => {
  place = temporaryDir()
  name = path.join(place.dir, 'segment')
  fs.writeFileSync(name, '')
  file = await SegmentFile.open(name)
})
afterEach(async () => {
  await file.close()
  place.remove()
})

const frame = (text: string) => encodeFrame(KEY, 0n, [message(text)])

it('has no frame where half of one was cut off between the look and the reading', async () => {
  fs.writeFileSync(name, frame('never acknowledged').subarray(0, 60))
  file.look()
  fs.truncateSync(name, 0)
  expect(await file.head(0)).toBeNull()
  fs.writeFileSync(name, frame('b'))
  file.look()
  expect(await file.head(0)).toMatchObject({ count: 1, first: 0n })
})

it('has the frame that was written where half of another was read ahead', async () => {
  fs.writeFileSync(name, frame('never acknowledged').subarray(0, 60))
  file.look()
  expect(await file.head(0)).toBeNull()
  const written = frame('b')
  fs.writeFileSync(name, written)
  file.look()
  const head = await file.head(0)
  if (!head) throw new Error('no frame')
  expect((await file.body(0, head)).equals(written.subarray(20))).toBe(true)
})
