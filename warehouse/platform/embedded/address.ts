import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Connection } from '../clickhouse/connection.ts'
import { isAlive } from '../process.ts'

const login = z.object({ username: z.string(), password: z.string() })
const schema = z.object({
  owner: z.number().int(),
  connection: z.object({
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    app: login,
    reader: login,
    embedded: z.boolean(),
  }),
})

const addressFile = (dataDir: string) => path.join(dataDir, 'run', 'warehouse.json')

/** Leaves the address and passwords of the embedded server where other processes of this user find them (0600). */
export function writeAddress(dataDir: string, connection: Connection): void {
  const file = addressFile(dataDir)
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  // written aside and renamed: a reader never sees half a file
  const aside = `${file}.${process.pid}`
  fs.writeFileSync(aside, JSON.stringify({ owner: process.pid, connection }), { mode: 0o600 })
  fs.renameSync(aside, file)
}

export function removeAddress(dataDir: string): void {
  fs.rmSync(addressFile(dataDir), { force: true })
}

/** The running embedded server of a data directory; undefined when its owner is gone or it does not answer. */
export async function findRunning(dataDir: string): Promise<Connection | undefined> {
  const parsed = schema.safeParse(readJson(addressFile(dataDir)))
  if (!parsed.success || !isAlive(parsed.data.owner)) return undefined
  const { connection } = parsed.data
  const { username, password } = connection.app
  // asks with token and password, not only /ping: port and process id may belong to somebody else by now
  const answer = await fetch(`${connection.url}/?query=select+1`, {
    headers: {
      ...connection.headers,
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      connection: 'close',
    },
    signal: AbortSignal.timeout(5_000),
  }).catch(() => undefined)
  await answer?.body?.cancel()
  return answer?.ok ? connection : undefined
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch {
    return undefined // not there, or left half-written by a crash of the machine: nobody runs
  }
}
