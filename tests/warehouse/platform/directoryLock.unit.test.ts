import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockDirectory } from '../../../warehouse/platform/directoryLock.ts'
import { temporaryDir } from '../../support/warehouse.ts'

const SOON = { stale: 2_000, retries: { retries: 0, minTimeout: 10 } }

describe('the lock of a directory', () => {
  let place: ReturnType<typeof temporaryDir>
  let directory: string

  beforeEach(() => {
    place = temporaryDir()
    directory = path.join(place.dir, 'topic')
    fs.mkdirSync(directory)
  })
  afterEach(() => place.remove())

  it('is had by one at a time', async () => {
    const lock = await lockDirectory(directory, SOON)
    await expect(lockDirectory(directory, SOON)).rejects.toMatchObject({ code: 'ELOCKED' })
    await lock.release()
    await (await lockDirectory(directory, SOON)).release()
  })

  it('says that it was lost instead of ending the process', async () => {
    const lock = await lockDirectory(directory, SOON)
    expect(lock.lost()).toBeNull()
    fs.rmdirSync(`${directory}.lock`)
    await expect.poll(() => lock.lost(), { timeout: 10_000 }).toMatchObject({ code: 'ECOMPROMISED' })
    await lock.release()
  })
})
