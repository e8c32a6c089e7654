import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runScript } from '../support/processes/runScript.ts'
import { temporaryDir } from '../support/warehouse.ts'
import { buildShift, shiftedBy } from './shift.ts'

const AHEAD_MS = 1_000 * 86_400_000
const { dir, remove } = temporaryDir()
const library = path.join(dir, 'shift.so')
beforeAll(() => buildShift(library))
afterAll(remove)

function expectAhead(instant: number): void {
  expect(Math.abs(instant - (Date.now() + AHEAD_MS))).toBeLessThan(60_000)
}

it('shifts the clock of a process and of those that it starts', async () => {
  const env = { ...process.env, ...shiftedBy(AHEAD_MS, library) }
  const { stdout } = await promisify(execFile)('sh', ['-c', 'date +%s'], { env })
  expectAhead(Number(stdout) * 1_000)
})

it('shifts the times of files with the clock, and keeps one that is set', async () => {
  const file = path.join(dir, 'file')
  const look = `
    const fs = require('node:fs')
    fs.writeFileSync('${file}', '')
    const written = fs.statSync('${file}').mtimeMs
    fs.utimesSync('${file}', 1e9, 1e9)
    console.log(JSON.stringify([written, fs.statSync('${file}').mtimeMs]))`
  const env = { ...process.env, ...shiftedBy(AHEAD_MS, library) }
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', look], { env })
  const [written, set] = JSON.parse(stdout)
  expectAhead(written)
  expect(set).toBe(1e12)
})

it('shifts every clock of the engine alike, and its waits with them: none returns at once, over and over', async () => {
  const { out, err } = await runScript(
    'tests/support/processes/engineClock.ts',
    [],
    shiftedBy(AHEAD_MS, library),
  )
  expect(err).toBe('')
  const { node, now, now64, startOfToday, idleShare } = JSON.parse(out)
  for (const instant of [node, now, now64]) expectAhead(instant)
  expect(now - startOfToday).toBeLessThanOrEqual(86_400_000)
  expect(idleShare).toBeLessThan(0.5)
})
