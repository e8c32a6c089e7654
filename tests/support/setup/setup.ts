import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { openBrowser } from '../browser/browser.ts'
import { setupKafka } from '../kafka/broker.ts'
import { shareMigratedWarehouse } from '../warehouse.ts'

const run = promisify(execFile)

/**
 * What the chosen test files share, made once before them: a migrated warehouse, a real Kafka broker, Debian's Chromium,
 * the built page. What the machine lacks is installed where that is possible.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const filters = process.argv.slice(2).filter(word => !word.startsWith('-') && word !== 'run')
  const { testFiles } = await project.globTestFiles(filters)
  const needs = (suffix: string) => testFiles.some(file => file.endsWith(`.${suffix}.test.ts`))
  const closing: (() => Promise<void> | void)[] = []

  const inWarehouse = testFiles.filter(file => /\.(?:ch|browser|e2e)\.test\.ts$/.test(file))
  if (inWarehouse.length > 1) closing.push(await shareMigratedWarehouse())

  if (needs('kafka') || needs('e2e')) {
    const { stop, ...broker } = await setupKafka()
    project.provide('kafka', broker)
    closing.push(stop)
  }
  if (needs('browser') || needs('e2e')) {
    await (await openBrowser()).close()
    await run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', 'dashboard', '--logLevel', 'warn'])
  }
  return async () => {
    for (const close of closing) await close()
  }
}
