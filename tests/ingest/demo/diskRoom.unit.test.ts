import os from 'node:os'
import { expect, it } from 'vitest'
import { checkDiskRoom } from '../../../ingest/demo/diskRoom.ts'

it('a disk with room lets the demo go on; a full one ends it with what is free and what to do', () => {
  expect(() => checkDiskRoom(os.tmpdir(), 0)).not.toThrow()
  expect(() => checkDiskRoom(os.tmpdir(), 10 ** 12)).toThrow(
    /^the disk of .+ is nearly full: \d+ MB are free, the demo needs 1000000000000 MB/,
  )
})
