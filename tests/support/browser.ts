import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright-core'
import { TuanshuError } from '../../warehouse/errors.ts'

const run = promisify(execFile)
const CHROMIUM = '/usr/bin/chromium'

/**
 * Debian's Chromium, headless. Installs it when it is missing and we are root; otherwise throws one line that says what
 * to do. Who opens the browser closes it.
 */
export async function openBrowser(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) await installChromium()
  // a container has no user namespaces for the sandbox and a small /dev/shm
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}

async function installChromium(): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new TuanshuError(
      'unavailable',
      `${CHROMIUM} is missing: install it with "sudo apt-get install -y chromium"`,
    )
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  try {
    await run('apt-get', ['update', '-qq'], { env })
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      env,
      maxBuffer: 64 * 1024 * 1024,
    })
  } catch (cause) {
    throw new TuanshuError('unavailable', `${CHROMIUM} is missing and apt-get could not install it`, {
      cause,
    })
  }
}
