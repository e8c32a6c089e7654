import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { TuanshuError } from '../../warehouse/platform/errors.ts'

export const run = promisify(execFile)

const PACKAGES: Record<string, string> = {
  java: 'openjdk-17-jre-headless',
  mvn: 'maven',
  mariadbd: 'mariadb-server',
  pg_ctl: 'postgresql',
}

/**
 * Makes sure that programs are there; as root it installs their Debian packages. Throws `TuanshuError` that names what to
 * install, and `otherwise`, if there is another way.
 */
export async function needTools(tools: readonly string[], otherwise = ''): Promise<void> {
  const before = await missingOf(tools)
  if (before.length === 0) return

  const packages = before.map(tool => PACKAGES[tool] ?? tool)
  const byHand = `${before.join(', ')} must be there: install them (Debian: apt-get install -y --no-install-recommends ${packages.join(' ')})${otherwise}`
  if (process.getuid?.() !== 0) throw new TuanshuError('unavailable', byHand)
  try {
    await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages])
  } catch (error) {
    throw new TuanshuError('unavailable', byHand, { cause: error })
  }
  if ((await missingOf(tools)).length > 0) throw new TuanshuError('unavailable', byHand)
}

async function missingOf(tools: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    tools.map(tool =>
      run('sh', ['-c', `PATH=$PATH:/usr/sbin:$(echo /usr/lib/postgresql/*/bin); command -v ${tool}`]).then(
        () => true,
        () => false,
      ),
    ),
  )
  return tools.filter((_, i) => !found[i])
}
