import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import lockfile from 'proper-lockfile'
import { describeError, TuanshuError } from '../../warehouse/errors.ts'

const run = promisify(execFile)

/** 4.4.0 is listed on Maven Central but its parts are incomplete there. */
const VERSION = '4.3.1'
const CACHE = path.join(import.meta.dirname, '..', '..', '.cache', 'kafka')

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tuanshu</groupId><artifactId>broker</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${VERSION}</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>2.25.4</version></dependency>
  </dependencies>
</project>
`

/**
 * The directory with Kafka's jars, fetched from Maven Central on first use and kept in `.cache/kafka`. Several
 * processes may ask at once: one fetches, the others wait.
 */
export async function fetchKafka(): Promise<string> {
  const lib = path.join(CACHE, VERSION, 'lib')
  await needTools(existsSync(lib) ? ['java', 'openssl'] : ['java', 'openssl', 'mvn'])
  if (existsSync(lib)) return lib

  await mkdir(CACHE, { recursive: true })
  const release = await lockfile.lock(CACHE, {
    stale: 30_000,
    retries: { retries: 240, minTimeout: 1000, factor: 1 },
  })
  try {
    if (existsSync(lib)) return lib
    // fetched aside and moved when whole: a broken fetch leaves nothing that looks complete
    const work = await mkdtemp(path.join(CACHE, 'fetch-'))
    await writeFile(path.join(work, 'pom.xml'), POM)
    const goal = [
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${path.join(work, 'lib')}`,
    ]
    await run('mvn', ['-q', '-B', '-U', '-f', path.join(work, 'pom.xml'), ...goal])
    await rm(path.join(CACHE, VERSION), { recursive: true, force: true })
    await rename(work, path.join(CACHE, VERSION))
    return lib
  } catch (error) {
    throw new TuanshuError(
      'unavailable',
      `Kafka ${VERSION} could not be fetched from Maven Central: ${describeError(error)}`,
      {
        cause: error,
      },
    )
  } finally {
    await release()
  }
}

const PACKAGES: Record<string, string> = { java: 'openjdk-17-jre-headless', mvn: 'maven', openssl: 'openssl' }

async function needTools(tools: string[]): Promise<void> {
  const missing = async () => {
    const found = await Promise.all(
      tools.map(tool =>
        run('sh', ['-c', `command -v ${tool}`]).then(
          () => true,
          () => false,
        ),
      ),
    )
    return tools.filter((_, i) => !found[i])
  }
  const before = await missing()
  if (before.length === 0) return

  const packages = before.map(tool => PACKAGES[tool] ?? tool)
  const byHand = `Kafka needs ${before.join(', ')}: install them (Debian: apt-get install -y --no-install-recommends ${packages.join(' ')}), or set KAFKA_BROKERS to a broker that runs`
  if (process.getuid?.() !== 0) throw new TuanshuError('unavailable', byHand)
  try {
    await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages])
  } catch (error) {
    throw new TuanshuError('unavailable', byHand, { cause: error })
  }
  if ((await missing()).length > 0) throw new TuanshuError('unavailable', byHand)
}
