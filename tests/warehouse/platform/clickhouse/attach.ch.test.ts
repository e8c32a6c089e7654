import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  connectWarehouse,
  withNewWarehouse,
  withWarehouse,
} from '../../../../warehouse/platform/clickhouse/attach.ts'
import { type Config, readConfig } from '../../../../warehouse/platform/config.ts'
import { findRunning, removeAddress, writeAddress } from '../../../../warehouse/platform/embedded/address.ts'
import { type Embedded, startEmbedded } from '../../../../warehouse/platform/embedded/startEmbedded.ts'
import { createLog } from '../../../../warehouse/platform/log.ts'
import { runScript } from '../../../support/processes/runScript.ts'
import { temporaryDir } from '../../../support/warehouse.ts'

let place: ReturnType<typeof temporaryDir>
let config: Config
let server: Embedded | undefined

beforeEach(() => {
  place = temporaryDir()
  config = readConfig({ TUANSHU_DATA: place.dir, WAREHOUSE_MEMORY_MB: '1024' })
})

afterEach(async () => {
  await server?.stop()
  server = undefined
  place.remove()
})

async function own(): Promise<Embedded> {
  server = await startEmbedded({
    dir: path.join(place.dir, 'warehouse'),
    port: 0,
    memoryMb: 1024,
    log: createLog('test'),
  })
  writeAddress(config.dataDir, server.connection)
  return server
}

test('a second process attaches to the running server, a third starts one of its own after it has gone', async () => {
  await own()
  const env = { TUANSHU_DATA: place.dir, WAREHOUSE_MEMORY_MB: '1024', LOG_LEVEL: 'warn' }
  const applied = await runScript('warehouse/commands/migrate.ts', [], env)
  expect(applied).toMatchObject({ code: 0, out: expect.stringContaining('files applied') })

  await server?.stop()
  removeAddress(config.dataDir)
  const status = await runScript('warehouse/commands/migrate.ts', ['status'], env)
  expect(status).toMatchObject({ code: 0, out: expect.stringContaining('applied  sys/sys_migration.sql') })
  expect(status.out).not.toContain('pending')
})

test('the address is for this user only, and void without a living owner or a server that knows us', async () => {
  const { connection } = await own()
  const file = path.join(place.dir, 'run', 'warehouse.json')
  expect(fs.statSync(file).mode & 0o777).toBe(0o600)
  expect(fs.statSync(path.dirname(file)).mode & 0o777).toBe(0o700)
  expect(await findRunning(config.dataDir)).toEqual(connection)

  const text = fs.readFileSync(file, 'utf8')
  fs.writeFileSync(file, text.replace(/"owner":\d+/, '"owner":999999999'))
  expect(await findRunning(config.dataDir)).toBeUndefined()
  fs.writeFileSync(file, text.replace(connection.app.password, 'of an older run'))
  expect(await findRunning(config.dataDir)).toBeUndefined()
  fs.writeFileSync(file, text.slice(0, 20))
  expect(await findRunning(config.dataDir)).toBeUndefined()
})

test('a room waits for the server', async () => {
  const connecting = connectWarehouse(config, 'test')
  await own()
  const { warehouse } = await connecting
  const answer = await warehouse.reader.query({ query: 'select 1 as x', format: 'JSONEachRow' })
  expect(await answer.json()).toEqual([{ x: 1 }])
  await warehouse.close()
})

test('two commands at once: the one that comes second waits and says who is in the way', async () => {
  await withNewWarehouse(config, 'test', async () => {
    const second = withWarehouse(config, 'test', async () => {})
    await expect(second).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('another process already uses'),
    })
  })
})
