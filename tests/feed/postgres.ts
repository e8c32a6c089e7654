import { appendFile, chmod, chown, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { needTools, run } from '../../ingest/demo/tools.ts'
import { freePort } from '../support/servers/freePort.ts'
import type { Database } from './database.ts'
import { startServer } from './server.ts'

const SETTINGS = `
wal_level = logical
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
timezone = 'Asia/Shanghai'
# the source is thrown away: it need not survive a power cut
fsync = off
`

const CLIENT = ['-X', '-q', '-A', '-t', '-F', '\t', '-v', 'ON_ERROR_STOP=1']

/** Starts a PostgreSQL of its own in `dir`, with logical replication. As root it runs as the user postgres. */
export async function startPostgres(dir: string): Promise<Database> {
  await needTools(['pg_ctl'])
  const bin = (await run('sh', ['-c', 'ls -d /usr/lib/postgresql/*/bin | tail -1'])).stdout.trim()
  const data = path.join(dir, 'data')
  const logFile = path.join(dir, 'postgres.log')
  await mkdir(data, { recursive: true, mode: 0o700 })
  await writeFile(logFile, '')
  const as = process.getuid?.() === 0 ? ['--reuid', 'postgres', '--regid', 'postgres', '--clear-groups'] : []
  if (as.length > 0) await giveToPostgres(dir, data)
  const init = [
    path.join(bin, 'initdb'),
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--no-sync',
  ]
  await run('setpriv', [...as, ...init])
  const port = await freePort()
  await appendFile(path.join(data, 'postgresql.conf'), `${SETTINGS}port = ${port}\n`)

  const psql = path.join(bin, 'psql')
  const args = [...CLIENT, '-h', '127.0.0.1', '-p', String(port), '-U', 'postgres']
  return startServer(
    {
      name: 'PostgreSQL',
      command: path.join(bin, 'postgres'),
      args: ['-D', data],
      logFile,
      user: 'postgres',
      stopSignal: 'SIGINT',
    },
    port,
    { command: psql, args },
  )
}

/** A server of another user must be able to reach its directory, which the temporary one above hides. */
async function giveToPostgres(dir: string, data: string): Promise<void> {
  const ids = await Promise.all(
    ['-u', '-g'].map(async flag => Number((await run('id', [flag, 'postgres'])).stdout)),
  )
  await chown(data, ids[0] ?? 0, ids[1] ?? 0)
  for (const parent of [dir, path.dirname(dir)]) await chmod(parent, 0o755)
}
