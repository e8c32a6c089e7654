import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { TuanshuError } from '../../../warehouse/platform/errors.ts'

const run = promisify(execFile)

/**
 * Sees to it that `file` is there: installs Debian's `packages` when it is missing and we are root, and otherwise throws
 * one line that says what to do.
 */
export async function install(file: string, ...packages: string[]): Promise<void> {
  if (existsSync(file)) return
  const names = packages.join(' ')
  if (process.getuid?.() !== 0)
    throw new TuanshuError(
      'unavailable',
      `${file} is missing: install it with "sudo apt-get install -y ${names}"`,
    )
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  try {
    await run('apt-get', ['update', '-qq'], { env })
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      env,
      maxBuffer: 64 * 1024 * 1024,
    })
  } catch (cause) {
    throw new TuanshuError('unavailable', `${file} is missing and apt-get could not install it`, { cause })
  }
}
