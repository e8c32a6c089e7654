import { afterEach, beforeEach } from 'vitest'
import {
  openSpoolWriter,
  type SpoolWriter,
  type SpoolWriterOptions,
} from '../../../ingest/source/spool/writer.ts'
import { type Config, readConfig } from '../../../warehouse/platform/config.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { temporaryDir } from '../warehouse.ts'

/** An empty spool for each test, whose writers are closed after it. */
export interface SpoolPlace {
  /** The data directory. */
  readonly dir: string
  readonly config: Config
  writer(options?: SpoolWriterOptions): Promise<SpoolWriter>
}

/** Registers what happens before and after each test of the block. */
export function spoolPlace(): SpoolPlace {
  let place: ReturnType<typeof temporaryDir>
  let config: Config
  const open: SpoolWriter[] = []

  beforeEach(() => {
    place = temporaryDir()
    config = readConfig({ TUANSHU_DATA: place.dir })
  })
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close()
    place.remove()
  })

  return {
    get dir() {
      return place.dir
    },
    get config() {
      return config
    },
    async writer(options) {
      const made = await openSpoolWriter(config, createLog('test'), options)
      open.push(made)
      return made
    },
  }
}
