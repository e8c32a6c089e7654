import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { needTools, run } from '../../ingest/demo/tools.ts'
import { freePort } from '../support/servers/freePort.ts'
import type { Database } from './database.ts'
import { startServer } from './server.ts'

/** Starts a MariaDB of its own in `dir`, with a row-based binary log and the clock of China. */
export async function startMariadb(dir: string): Promise<Database> {
  await needTools(['mariadbd'])
  const data = path.join(dir, 'data')
  await mkdir(data, { recursive: true })
  const user = process.getuid?.() === 0 ? ['--user=root'] : []
  await run('mariadb-install-db', [
    '--no-defaults',
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    ...user,
  ])
  const port = await freePort()
  const args = ['--no-defaults', '--protocol=tcp', '-h127.0.0.1', `-P${port}`, '-uroot', ...CLIENT]
  return startServer(
    {
      name: 'MariaDB',
      command: 'mariadbd',
      args: [
        '--no-defaults',
        ...user,
        `--datadir=${data}`,
        `--port=${port}`,
        `--socket=${path.join(dir, 'sql.sock')}`,
        ...SERVER,
      ],
      logFile: path.join(dir, 'mariadb.log'),
    },
    port,
    { command: 'mariadb', args },
  )
}

const CLIENT = ['--default-character-set=utf8mb4', '--batch', '--skip-column-names', '--raw', '--unbuffered']

const SERVER = [
  '--bind-address=127.0.0.1',
  '--character-set-server=utf8mb4',
  '--default-time-zone=+08:00',
  '--server-id=1',
  '--log-bin=binlog',
  '--binlog-format=ROW',
  '--binlog-row-image=FULL',
  '--binlog-row-metadata=FULL',
  '--max-allowed-packet=64M',
  // the source is thrown away: it need not survive a power cut
  '--innodb-flush-log-at-trx-commit=0',
  '--sync-binlog=0',
]
