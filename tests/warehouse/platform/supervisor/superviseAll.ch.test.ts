import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Config, readConfig } from '../../../../warehouse/platform/config.ts'
import { findRunning } from '../../../../warehouse/platform/embedded/address.ts'
import { createLog } from '../../../../warehouse/platform/log.ts'
import { isAlive } from '../../../../warehouse/platform/process.ts'
import { type Supervisor, superviseAll } from '../../../../warehouse/platform/supervisor/superviseAll.ts'
import { firstLineOf, runScript, startScript } from '../../../support/processes/runScript.ts'
import { enginePid } from '../../../support/servers/app.ts'
import { temporaryDir } from '../../../support/warehouse.ts'

const script = (name: string) => fileURLToPath(new URL(`../../../support/processes/${name}`, import.meta.url))
const standIn = script('room.ts')
let place: ReturnType<typeof temporaryDir>
let settings: Record<string, string>
let config: Config
let supervisor: Supervisor | undefined

beforeEach(() => {
  place = temporaryDir()
  settings = { TUANSHU_DATA: place.dir, WAREHOUSE_MEMORY_MB: '1024' }
  config = readConfig(settings)
})

afterEach(async () => {
  await supervisor?.stop()
  supervisor = undefined
  place.remove()
})

async function supervise(
  rooms: { name: string; entry: string }[],
  ownWarehouse: boolean,
): Promise<Supervisor> {
  const env = { ...process.env, ...settings }
  supervisor = await superviseAll({ config, log: createLog('test'), rooms, env, ownWarehouse })
  return supervisor
}

const journal = () => fs.readFileSync(path.join(place.dir, 'journal'), 'utf8').trim().split('\n')

test('runs the warehouse and the rooms, stops the rooms in order and the warehouse last', async () => {
  const running = await supervise(
    [
      { name: 'ingest', entry: standIn },
      { name: 'api', entry: standIn },
    ],
    true,
  )
  await running.ready
  expect(await findRunning(config.dataDir)).toEqual(running.connection)
  const [ingest, api] = running.rooms.map(room => room.pid())

  await running.stop()
  expect(journal().slice(2)).toEqual([`stop ${ingest}`, `stop ${api}`])
  await expect(running.done).resolves.toBeUndefined()
  expect(fs.existsSync(path.join(place.dir, 'run', 'warehouse.json'))).toBe(false)
  await expect(fetch(`${running.connection?.url}/ping`)).rejects.toThrow()
})

test('a room that is killed is started again; signals do not stop it', async () => {
  const running = await supervise([{ name: 'room', entry: standIn }], false)
  await running.ready
  const before = running.rooms[0]?.pid()
  if (before === undefined) throw new Error('does not run')
  process.kill(before, 'SIGTERM')
  process.kill(before, 'SIGINT')
  process.kill(before, 'SIGKILL')
  await vi.waitFor(() => expect(journal()).toHaveLength(2), { timeout: 20_000 })
  expect(journal()).toEqual([`start ${before}`, `start ${running.rooms[0]?.pid()}`])
})

test('a room with a wrong configuration stops everything, with the reason', async () => {
  const running = await supervise(
    [
      { name: 'room', entry: standIn },
      { name: 'other', entry: script('misconfiguredRoom.ts') },
    ],
    false,
  )
  await expect(running.done).rejects.toMatchObject({
    code: 'config',
    message: expect.stringContaining('room other cannot run'),
  })
  expect(running.rooms.map(room => room.pid())).toEqual([undefined, undefined])
})

test('when the supervisor is killed, rooms and warehouse end by themselves', async () => {
  const owner = startScript('tests/support/processes/supervisor.ts', [], settings)
  const { room, url } = JSON.parse(await firstLineOf(owner))
  expect((await fetch(`${url}/ping`)).status).toBe(200)
  owner.kill('SIGKILL')
  await vi.waitFor(() => expect(isAlive(room)).toBe(false), { timeout: 20_000 })
  await vi.waitFor(() => expect(fetch(`${url}/ping`)).rejects.toThrow(), { timeout: 20_000 })
  expect(journal()).toEqual([`start ${room}`, `stop ${room}`])
  expect(await findRunning(config.dataDir)).toBeUndefined()
  // it stops answering before it has written what it held
  await vi.waitFor(() => expect(enginePid(config.dataDir)).toBeUndefined(), { timeout: 20_000 })
})

test('npm start says what is wrong and exits with 78', async () => {
  const { code, err } = await runScript('warehouse/main.ts', [], { ...settings, HTTP_PORT: 'eighty' })
  expect(code).toBe(78)
  expect(err).toContain('HTTP_PORT: must be a port number')
})
