import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openWarehouse } from '../../../../warehouse/platform/clickhouse/client.ts'
import { whileUnreachable } from '../../../../warehouse/platform/clickhouse/retry.ts'
import {
  type SupervisedEmbedded,
  superviseEmbedded,
} from '../../../../warehouse/platform/embedded/superviseEmbedded.ts'
import { createLog } from '../../../../warehouse/platform/log.ts'
import { isAlive } from '../../../../warehouse/platform/process.ts'
import { temporaryDir } from '../../../support/warehouse.ts'

const log = createLog('test')
const place = temporaryDir()
let server: SupervisedEmbedded

beforeEach(async () => {
  server = await superviseEmbedded({ dir: path.join(place.dir, 'warehouse'), port: 0, memoryMb: 1024, log })
})

afterEach(async () => {
  await server.stop()
  place.remove()
})

test('killed, it comes back at the same address with its data, and open clients go on', async () => {
  const { app, close } = openWarehouse(server.connection, 'test')
  await app.command({ query: 'create table app.t engine = MergeTree order by x as select 5::UInt8 as x' })
  const before = server.pid()
  if (before === undefined) throw new Error('does not run')
  process.kill(before, 'SIGKILL')
  await vi.waitFor(() => expect(isAlive(before)).toBe(false))

  const rows = await whileUnreachable(
    async () => (await app.query({ query: 'select x from app.t', format: 'JSONEachRow' })).json(),
    { log },
  )
  expect(rows).toEqual([{ x: 5 }])
  expect(server.pid()).not.toBe(before)
  await close()

  await server.stop()
  await expect(server.done).resolves.toBeUndefined()
  expect(server.pid()).toBeUndefined()
})
