import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { openBrowser } from '../browser/browser.ts'

const run = promisify(execFile)

/** Builds the pages that the tests open, and sees to it that there is a Chromium. */
export default async function setup(): Promise<void> {
  await (await openBrowser()).close()
  await buildPages()
}

export async function buildPages(): Promise<void> {
  await run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', 'dashboard', '--logLevel', 'warn'])
}
