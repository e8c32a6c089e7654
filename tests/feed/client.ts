import { spawn } from 'node:child_process'
import { TuanshuError } from '../../warehouse/platform/errors.ts'

/** Runs a database's command-line client on a script and returns what it prints; throws `TuanshuError` with what went wrong. */
export function runClient(command: string, args: readonly string[], sql: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args)
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', chunk => {
      out += chunk
    })
    child.stderr.setEncoding('utf8').on('data', chunk => {
      err += chunk
    })
    child.once('error', reject)
    child.once('close', code => {
      if (code === 0) resolve(out)
      else reject(new TuanshuError('input', `${command} ended with ${code}: ${err.trim().slice(0, 2_000)}`))
    })
    child.stdin.on('error', () => {})
    child.stdin.end(sql)
  })
}

/**
 * Runs a script in a session that stays open, with the locks that it took, until the returned function is called. Rejects
 * when the client ends before.
 */
export async function holdClient(
  command: string,
  args: readonly string[],
  sql: string,
): Promise<() => Promise<void>> {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', command, ...args])
  const closed = new Promise<void>(resolve => child.once('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    let said = ''
    const listen = (chunk: unknown) => {
      said += String(chunk)
      if (said.includes('held')) resolve()
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.once('error', reject)
    void closed.then(() => reject(new TuanshuError('input', `${command} ended: ${said.trim()}`)))
    child.stdin.on('error', () => {})
    child.stdin.write(`${sql}\nselect 'held';\n`)
  })
  return async () => {
    child.stdin.end()
    await closed
  }
}

/** The rows of a tab-separated answer. */
export function rowsOf(text: string): string[][] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => line.split('\t'))
}
