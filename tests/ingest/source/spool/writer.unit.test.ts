import lockfile from 'proper-lockfile'
import { afterEach, expect, it, vi } from 'vitest'
import { openSpoolWriter } from '../../../../ingest/source/spool/writer.ts'
import { readConfig } from '../../../../warehouse/platform/config.ts'
import { forPeople } from '../../../../warehouse/platform/exit.ts'
import { createLog } from '../../../../warehouse/platform/log.ts'
import { spoolMessage } from '../../../support/ingest/spoolReader.ts'
import { temporaryDir } from '../../../support/warehouse.ts'

const place = temporaryDir()
afterEach(() => {
  vi.restoreAllMocks()
  place.remove()
})

it('blames no other writer where the lock cannot be made because the disk is read-only', async () => {
  const refused = { code: 'EROFS', syscall: 'mkdir', path: '/data/spool/gd.t.lock' }
  vi.spyOn(lockfile, 'lock').mockRejectedValue(Object.assign(new Error('EROFS'), refused))
  const spool = await openSpoolWriter(readConfig({ TUANSHU_DATA: place.dir }), createLog('test'))
  const error: unknown = await spool.append('gd.t', [spoolMessage('a')]).catch(cause => cause)
  expect(forPeople(error)?.message).toMatch(/^\/data\/spool\/gd\.t\.lock lies on a disk that is read-only/)
  await spool.close()
})
