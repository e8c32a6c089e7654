import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { TuanshuError } from '../../warehouse/platform/errors.ts'

const REPOSITORY = path.resolve(import.meta.dirname, '../..')
const VITEST = 'node_modules/vitest/vitest.mjs'

/** What came of one run; `failing` are paths from the root of the repository. */
export interface Outcome {
  files: number
  passed: number
  failed: number
  failing: string[]
  /** Also when something failed outside of the tests. */
  hasFailed: boolean
}

const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(z.object({ name: z.string(), status: z.string() })),
})
const list = z.array(z.object({ file: z.string() }))

function vitest(args: string[], env: NodeJS.ProcessEnv, stdio: 'inherit' | 'ignore'): ChildProcess {
  return spawn(process.execPath, [VITEST, ...args], {
    cwd: REPOSITORY,
    env: { ...process.env, ...env },
    stdio: ['ignore', stdio, 'inherit'],
  })
}

/** The test files whose paths hold one of the `filters`, or all; by way of a file in `dir`. */
export async function chosenFiles(filters: string[], dir: string): Promise<string[]> {
  const file = path.join(dir, 'files.json')
  await once(vitest(['list', '--filesOnly', `--json=${file}`, ...filters], {}, 'ignore'), 'close')
  return list.parse(JSON.parse(await readFile(file, 'utf8'))).map(each => each.file)
}

/**
 * Runs the test files with `env` beside our own environment and shows how they go. Resolves to nothing when `signal` ended
 * them. Throws `TuanshuError` when they ended by themselves without a result.
 */
export async function runTests(
  files: string[],
  { env, dir, signal }: { env: NodeJS.ProcessEnv; dir: string; signal: AbortSignal },
): Promise<Outcome | undefined> {
  const file = path.join(dir, 'report.json')
  await rm(file, { force: true })
  const child = vitest(
    ['run', ...files, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    env,
    'inherit',
  )
  const stop = () => child.kill('SIGINT')
  signal.addEventListener('abort', stop)
  const [code] = await once(child, 'close')
  signal.removeEventListener('abort', stop)
  if (signal.aborted) return undefined
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined)
    throw new TuanshuError('unavailable', `the tests were not run to their end: code ${code}`)
  const { numPassedTests, numFailedTests, testResults } = report.parse(JSON.parse(text))
  return {
    files: testResults.length,
    passed: numPassedTests,
    failed: numFailedTests,
    hasFailed: code !== 0,
    failing: testResults
      .filter(each => each.status !== 'passed')
      .map(each => path.relative(REPOSITORY, each.name)),
  }
}
