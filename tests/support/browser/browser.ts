import { type Browser, chromium } from 'playwright-core'
import { install } from '../setup/install.ts'

const CHROMIUM = '/usr/bin/chromium'

/**
 * Debian's Chromium, headless. Installs it when it is missing and we are root; otherwise throws one line that says what
 * to do. Who opens the browser closes it.
 */
export async function openBrowser(): Promise<Browser> {
  await install(CHROMIUM, 'chromium')
  // a container has no user namespaces for the sandbox and a small /dev/shm
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}
