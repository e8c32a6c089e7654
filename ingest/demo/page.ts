import { spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { TuanshuError } from '../../warehouse/platform/errors.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const DASHBOARD = path.join(ROOT, 'dashboard')

/** Builds the page when it is missing or older than its sources. Resolves to whether it was built. */
export async function ensurePage(): Promise<boolean> {
  const built = modifiedAt(path.join(DASHBOARD, 'dist', 'index.html'))
  if (built !== undefined && built >= newestSource(DASHBOARD)) return false
  await build()
  return true
}

function build(): Promise<void> {
  const vite = path.join(
    path.dirname(createRequire(import.meta.url).resolve('vite/package.json')),
    'bin',
    'vite.js',
  )
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [vite, 'build', 'dashboard', '--logLevel', 'warn'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', chunk => {
      output += chunk
    })
    child.stderr.on('data', chunk => {
      output += chunk
    })
    child.once('error', reject)
    child.once('close', code => {
      if (code === 0) resolve()
      else reject(new TuanshuError('input', `the page could not be built (npm run build):\n${output.trim()}`))
    })
  })
}

function newestSource(folder: string): number {
  let newest = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'dist' || entry.name === 'node_modules') continue
    const name = path.join(folder, entry.name)
    newest = Math.max(newest, entry.isDirectory() ? newestSource(name) : (modifiedAt(name) ?? 0))
  }
  return newest
}

function modifiedAt(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs
}
