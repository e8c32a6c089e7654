import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openWarehouse, type Warehouse } from '../../../../warehouse/platform/clickhouse/client.ts'
import type { Connection, Login } from '../../../../warehouse/platform/clickhouse/connection.ts'
import { type Embedded, startEmbedded } from '../../../../warehouse/platform/embedded/startEmbedded.ts'
import { createLog } from '../../../../warehouse/platform/log.ts'
import { isAlive } from '../../../../warehouse/platform/process.ts'
import { firstLineOf, startScript } from '../../../support/processes/runScript.ts'
import { temporaryDir } from '../../../support/warehouse.ts'

const log = createLog('test')
let place: ReturnType<typeof temporaryDir>
let dir: string
let servers: Embedded[] = []

beforeEach(() => {
  place = temporaryDir()
  dir = path.join(place.dir, 'warehouse')
})

afterEach(async () => {
  await Promise.all(servers.map(server => server.stop()))
  servers = []
  place.remove()
})

async function start(options: { dir?: string; port?: number } = {}): Promise<Embedded> {
  const server = await startEmbedded({ dir, port: 0, memoryMb: 1024, log, ...options })
  servers.push(server)
  return server
}

async function using<T>({ connection }: Embedded, fn: (warehouse: Warehouse) => Promise<T>): Promise<T> {
  const warehouse = openWarehouse(connection, 'test')
  try {
    return await fn(warehouse)
  } finally {
    await warehouse.close()
  }
}

async function value(client: Warehouse['app'], query: string): Promise<unknown> {
  const rows: unknown[][] = await (await client.query({ query, format: 'JSONCompactEachRow' })).json()
  return rows[0]?.[0]
}

async function ask(connection: Connection, query: string, login: Login, headers = connection.headers) {
  const authorization = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`
  const answer = await fetch(connection.url, {
    method: 'POST',
    body: query,
    headers: { ...headers, authorization, connection: 'close' },
  })
  return { status: answer.status, text: await answer.text() }
}

describe('life of the server', () => {
  test('starts, answers, keeps its data over a stop, and leaves no passwords behind', async () => {
    const first = await start()
    await using(first, async ({ app }) => {
      await app.command({ query: 'create table app.t (x UInt8) engine = MergeTree order by x' })
      await app.insert({ table: 'app.t', values: [{ x: 7 }], format: 'JSONEachRow' })
    })
    await first.stop()
    expect(isAlive(first.pid)).toBe(false)
    expect(fs.readdirSync(dir).filter(name => name.startsWith('run-'))).toEqual([])

    expect(await using(await start(), ({ app }) => value(app, 'select x from app.t'))).toBe(7)
  })

  test('signals do not end it: only its owner does', async () => {
    const server = await start()
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(server.pid, signal)
    expect(await using(server, ({ app }) => value(app, 'select 1'))).toBe(1)
    expect(await server.stop()).toMatchObject({ code: 0, signal: null })
  })

  test('ends when its owner is killed, and the next owner finds the data', async () => {
    const owner = startScript('tests/support/processes/owner.ts', [dir])
    const { pid, connection } = JSON.parse(await firstLineOf(owner))
    const warehouse = openWarehouse(connection, 'test')
    await warehouse.app.command({
      query: 'create table app.t engine = MergeTree order by x as select 5::UInt8 as x',
    })
    await warehouse.close()
    owner.kill('SIGKILL')
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 15_000 })

    expect(await using(await start(), ({ app }) => value(app, 'select x from app.t'))).toBe(5)
    const runs = fs.readdirSync(dir).filter(name => name.startsWith('run-'))
    expect(runs).toHaveLength(1) // the dead owner's passwords are gone
  })

  test('SYSTEM KILL takes the server, not us', async () => {
    const server = await start()
    await using(server, ({ app }) => app.command({ query: 'system kill' }).catch(() => {}))
    expect(await server.exited).toMatchObject({ code: 128 + 9 })
  })

  test("the engine's own log tables survive restarts without filling the error log", async () => {
    for (let run = 0; run < 3; run++) {
      const server = await start()
      await using(server, async ({ app }) => {
        await app.command({ query: 'select 1' })
        await app.command({ query: 'system flush logs' })
        expect(Number(await value(app, 'select count() from system.query_log'))).toBeGreaterThan(0)
        const ddl = await value(
          app,
          `select create_table_query from system.tables where database = 'system' and name = 'query_log'`,
        )
        expect(ddl).toContain('TTL event_date + toIntervalDay(7)')
      })
      await server.stop()
    }
    expect(fs.readFileSync(path.join(dir, 'server.log'), 'utf8')).not.toContain('already exists')
  })
})

describe('what cannot start says why', () => {
  test('second server in the same directory', async () => {
    const first = await start()
    await expect(start()).rejects.toMatchObject({
      name: 'TuanshuError',
      code: 'conflict',
      message: expect.stringContaining(`another process already uses the warehouse in ${dir}`),
    })
    expect(await using(first, ({ app }) => value(app, 'select 1'))).toBe(1)
  })

  test('port in use', async () => {
    const listener = net.createServer().listen(0, '127.0.0.1')
    await once(listener, 'listening')
    const address = listener.address()
    const port = typeof address === 'object' && address ? address.port : 0
    try {
      await expect(start({ port })).rejects.toMatchObject({
        code: 'config',
        message: `port ${port} is in use; set WAREHOUSE_PORT to a free one, or to 0`,
      })
    } finally {
      listener.close()
    }
  })

  test('a file stands where the directory should be', async () => {
    const file = path.join(place.dir, 'file')
    fs.writeFileSync(file, '')
    await expect(start({ dir: file })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining(`cannot use ${file} for the embedded ClickHouse`),
    })
  })
})

describe('who may do what', () => {
  test('without the token every request is 404, also with the right password', async () => {
    const { connection } = await start()
    expect(await ask(connection, 'select 1', connection.app, {})).toMatchObject({ status: 404 })
    expect(await ask(connection, 'select 1', connection.app)).toEqual({ status: 200, text: '1\n' })
    expect((await fetch(`${connection.url}/ping`)).status).toBe(200)
  })

  test('wrong password is refused', async () => {
    const { connection } = await start()
    const answer = await ask(connection, 'select 1', { username: 'app', password: 'wrong' })
    expect(answer).toMatchObject({ status: 403 })
  })

  test('the built-in user without a password reads nothing, over HTTP and with the token', async () => {
    const { connection } = await start()
    const answer = await ask(connection, 'select count() from system.tables', {
      username: 'default',
      password: '',
    })
    expect(answer.text).toContain('QUOTA_EXCEEDED')
  })

  test('the reader reads app and nothing else', async () => {
    const server = await start()
    await using(server, async ({ app, reader }) => {
      await app.command({ query: 'create table app.t engine = MergeTree order by x as select 5::UInt8 as x' })
      await app.command({ query: 'create table ops.t engine = MergeTree order by x as select 5::UInt8 as x' })
      expect(await value(reader, 'select x from app.t')).toBe(5)
      for (const query of [
        'select x from ops.t',
        'select * from system.processes',
        `select * from file('/etc/passwd', 'LineAsString', 'l String')`,
        `select * from url('http://127.0.0.1:1/', 'LineAsString', 'l String')`,
        'select * from default.`/etc/passwd`',
        'insert into app.t select 6',
        'truncate table app.t',
        'create table app.u (x UInt8) engine = MergeTree order by x',
      ])
        await expect(reader.command({ query }), query).rejects.toMatchObject({
          code: expect.stringMatching(/^(497|164)$/),
        })
      await expect(
        reader.command({ query: 'select 1', clickhouse_settings: { max_memory_usage: '99000000000' } }),
      ).rejects.toMatchObject({ code: '452' })
    })
  })
})

test('the pools that local mode switches off are on, backups work', async () => {
  await using(await start(), async ({ app }) => {
    // their value is only shown once they are used
    const pools = await value(
      app,
      `select countIf(changed) from system.server_settings
       where name in ('background_distributed_schedule_pool_size', 'background_message_broker_schedule_pool_size')`,
    )
    expect(pools).toBe('2')
    await app.command({ query: 'create table app.t engine = MergeTree order by x as select 5::UInt8 as x' })
    await app.command({ query: `backup table app.t to Disk('backups', 'one.tar')` })
    await app.command({ query: 'drop table app.t' })
    await app.command({ query: `restore table app.t from Disk('backups', 'one.tar')` })
    expect(await value(app, 'select x from app.t')).toBe(5)
  })
})
