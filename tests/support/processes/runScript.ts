import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { tsxArguments } from '../../../warehouse/platform/process.ts'

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url))

/** Starts a script of the repository (path from its root) as a process of its own. */
export function startScript(
  script: string,
  args: string[] = [],
  env: Record<string, string> = {},
  stdin: 'ignore' | 'pipe' = 'ignore',
): ChildProcess {
  return spawn(process.execPath, [...tsxArguments(), script, ...args], {
    cwd: REPOSITORY,
    env: { ...process.env, ...env },
    stdio: [stdin, 'pipe', 'pipe'],
  })
}

/** The first line that a script prints. Rejects with its stderr when it ends without one. */
export function firstLineOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = ''
    let err = ''
    child.stderr?.on('data', chunk => {
      err += String(chunk)
    })
    child.stdout?.on('data', chunk => {
      out += String(chunk)
      if (out.includes('\n')) resolve(out.slice(0, out.indexOf('\n')))
    })
    child.once('close', code => reject(new Error(`ended with code ${code} before it printed a line: ${err}`)))
  })
}

/** Runs a script to its end; `input` is what it reads from standard input. */
export function runScript(
  script: string,
  args: string[] = [],
  env: Record<string, string> = {},
  input?: string,
): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise(resolve => {
    const child = startScript(script, args, env, input === undefined ? 'ignore' : 'pipe')
    child.stdin?.end(input)
    let out = ''
    let err = ''
    child.stdout?.on('data', chunk => {
      out += String(chunk)
    })
    child.stderr?.on('data', chunk => {
      err += String(chunk)
    })
    child.once('close', code => resolve({ code, out, err }))
  })
}
