import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Connection } from '../clickhouse/connection.ts'
import { TuanshuError } from '../errors.ts'
import type { Log } from '../log.ts'
import { isAlive, tsxArguments } from '../process.ts'
import { type Credentials, createCredentials, TOKEN_HEADER } from './credentials.ts'
import { serverXml, usersXml } from './serverConfig.ts'

export interface EmbeddedOptions {
  /** Directory of this warehouse; made when missing, used by one server at a time. */
  dir: string
  /** Port on 127.0.0.1; 0 picks a free one. */
  port: number
  memoryMb: number
  /** Kept over restarts by the owner; made new when absent. */
  credentials?: Credentials
  log: Log
}

export interface ExitReport {
  code: number | null
  signal: NodeJS.Signals | null
  /** Tail of what the engine wrote to stderr. */
  stderr: string
}

export interface Embedded {
  connection: Connection
  pid: number
  /** Resolves when the process is gone, for whatever reason. */
  exited: Promise<ExitReport>
  /** Ends the server, hard after `graceMs`. Close the clients first: idle sockets make it wait. */
  stop(graceMs?: number): Promise<ExitReport>
}

const NEEDED_MB = 64
const START_TIMEOUT_MS = 120_000
const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url))

/**
 * Starts the embedded ClickHouse in a process of its own and resolves when it answers. The child ends when this
 * process does. Throws `TuanshuError`: `conflict` (directory in use), `config` (port in use, platform,
 * package, directory, disk), `unavailable` (anything else, with the engine's words).
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const dir = path.resolve(options.dir)
  const credentials = options.credentials ?? createCredentials()
  const run = prepare(dir, options, credentials)
  const portFile = path.join(run, 'http_port')

  const child = spawn(
    process.execPath,
    [...tsxArguments(), CHILD, path.join(run, 'config.xml'), bootSql(portFile)],
    // detached: SYSTEM SHUTDOWN and SYSTEM KILL signal the whole process group, which must not be ours
    {
      stdio: ['pipe', 'ignore', 'pipe'],
      cwd: dir,
      detached: true,
      env: { ...process.env, NODE_OPTIONS: '' },
    },
  )
  const exited = watchExit(child, run)
  let gone: ExitReport | undefined
  void exited.then(report => {
    gone = report
  })

  const stop = async (graceMs = 10_000): Promise<ExitReport> => {
    child.stdin?.end()
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
    const report = await exited
    clearTimeout(timer)
    return report
  }

  const deadline = Date.now() + START_TIMEOUT_MS
  while (!gone) {
    const url = await answeringUrl(portFile)
    if (url && child.pid !== undefined) {
      options.log.debug({ pid: child.pid, url, dir }, 'embedded ClickHouse runs')
      return { connection: connectionTo(url, credentials), pid: child.pid, exited, stop }
    }
    if (Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new TuanshuError(
        'unavailable',
        `the embedded ClickHouse in ${dir} did not answer within ${START_TIMEOUT_MS / 1000} s; see ${path.join(dir, 'server.log')}`,
      )
    }
    await sleep(15)
  }
  throw startError(gone, dir, options.port)
}

function connectionTo(url: string, credentials: Credentials): Connection {
  return {
    url,
    headers: { [TOKEN_HEADER]: credentials.token },
    app: { username: 'app', password: credentials.appPassword },
    reader: { username: 'reader', password: credentials.readerPassword },
    embedded: true,
  }
}

/** Makes the directories and writes this run's configuration; returns the run directory (0700, deleted at exit). */
function prepare(dir: string, { port, memoryMb }: EmbeddedOptions, credentials: Credentials): string {
  try {
    fs.mkdirSync(path.join(dir, 'data/metadata'), { recursive: true, mode: 0o700 })
    fs.chmodSync(dir, 0o700)
    checkFreeSpace(dir)
    removeStaleRuns(dir)
    // Makes the `system` database persistent. Without it the engine's logs break at the second start: it loops on
    // "Directory already exists" and fills the disk with errors.
    const systemDatabase = path.join(dir, 'data/metadata/system.sql')
    if (!fs.existsSync(systemDatabase)) {
      // renamed into place: half a file, left by a full disk, would keep every later start from loading it
      const aside = `${systemDatabase}.new`
      fs.writeFileSync(aside, `ATTACH DATABASE _ UUID '${randomUUID()}'\nENGINE = Atomic\n`)
      fs.renameSync(aside, systemDatabase)
    }
    const run = fs.mkdtempSync(path.join(dir, `run-${process.pid}-`))
    const usersFile = path.join(run, 'users.xml')
    const input = { dir, port, memoryMb, credentials, usersFile }
    fs.writeFileSync(path.join(run, 'config.xml'), serverXml(input), { mode: 0o600 })
    fs.writeFileSync(usersFile, usersXml(input), { mode: 0o600 })
    return run
  } catch (error) {
    if (error instanceof TuanshuError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const hint =
      code === 'ENOSPC' || code === 'EDQUOT'
        ? 'the disk is full: free some space'
        : 'it must be a directory this user may write: check its owner, or set TUANSHU_DATA'
    throw new TuanshuError('config', `cannot use ${dir} for the embedded ClickHouse; ${hint}`, {
      cause: error,
    })
  }
}

/** On a disk that is full to the last kilobytes the engine leaves empty metadata files, which keep it from starting ever again. */
function checkFreeSpace(dir: string): void {
  const { bavail, bsize } = fs.statfsSync(dir)
  const freeMb = Math.floor((bavail * bsize) / 1_048_576)
  if (freeMb < NEEDED_MB)
    throw new TuanshuError(
      'config',
      `only ${freeMb} MB are free on the disk of ${dir}; the embedded ClickHouse starts with ${NEEDED_MB} MB or more: free some space`,
    )
}

/** Run directories of owners that were killed; they hold passwords nobody needs any more. */
function removeStaleRuns(dir: string): void {
  for (const name of fs.readdirSync(dir)) {
    const pid = /^run-(\d+)-/.exec(name)?.[1]
    if (pid && !isAlive(Number(pid))) fs.rmSync(path.join(dir, name), { recursive: true, force: true })
  }
}

function bootSql(portFile: string): string {
  const outfile = portFile.replace(/[\\']/g, '\\$&')
  return [
    'create database if not exists app',
    'create database if not exists ops',
    'system start listen http',
    `select getServerPort('http_port') into outfile '${outfile}' truncate format TSVRaw`,
    // Blocks until stdin closes. '/dev/stdin' would fail: Node's pipe is a socket.
    `select * from file('stdin', 'LineAsString', 'line String') format Null`,
  ].join(';\n')
}

function watchExit(child: ChildProcess, run: string): Promise<ExitReport> {
  let stderr = ''
  child.stdin?.on('error', () => {}) // EPIPE when the child is gone before us
  child.stderr?.on('data', chunk => {
    stderr = (stderr + String(chunk)).slice(-8000)
  })
  return new Promise(resolve => {
    const finish = (code: number | null, signal: NodeJS.Signals | null) => {
      fs.rmSync(run, { recursive: true, force: true })
      resolve({ code, signal, stderr })
    }
    child.once('error', error => {
      stderr += error.message
      finish(null, null)
    })
    // 'close' and not 'exit': the reason is in stderr, which may be read after the exit
    child.once('close', finish)
  })
}

async function answeringUrl(portFile: string): Promise<string | undefined> {
  const port = fs.existsSync(portFile) ? Number(fs.readFileSync(portFile, 'utf8')) : 0
  if (!port) return undefined
  const url = `http://127.0.0.1:${port}`
  const answer = await fetch(`${url}/ping`, { headers: { connection: 'close' } }).catch(() => undefined)
  return answer?.ok ? url : undefined
}

/** The engine exits with 0 on every error; what happened is only in its words. */
function startError({ stderr, code, signal }: ExitReport, dir: string, port: number): TuanshuError {
  const fatal = /WAREHOUSE_FATAL (.*)/.exec(stderr)?.[1]
  if (fatal) return new TuanshuError('config', fatal)
  if (stderr.includes('Another server instance'))
    return new TuanshuError(
      'conflict',
      `another process already uses the warehouse in ${dir}; stop it first, or set TUANSHU_DATA to another directory`,
    )
  if (stderr.includes('Address already in use'))
    return new TuanshuError('config', `port ${port} is in use; set WAREHOUSE_PORT to a free one, or to 0`)
  if (stderr.includes('NOT_ENOUGH_SPACE') || stderr.includes('No space left'))
    return new TuanshuError('config', `the disk of ${dir} is full: free some space`)
  const words = stderr.trim().slice(0, 1500) || `exit code ${code}, signal ${signal}`
  return new TuanshuError('unavailable', `the embedded ClickHouse in ${dir} did not start: ${words}`)
}
