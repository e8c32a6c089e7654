import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { lockDirectory } from '../../warehouse/platform/directoryLock.ts'
import { describeError, TuanshuError } from '../../warehouse/platform/errors.ts'
import { needTools, run } from './tools.ts'

/** Jars that are fetched together with everything they need. */
export interface Jars {
  /** Directory below `.cache`. */
  name: string
  version: string
  /** `group:artifact:version` */
  artifacts: readonly string[]
  /** Programs that are needed beside Java, and what else a person may do when they are missing. */
  needs?: { tools: readonly string[]; otherwise: string }
}

const CACHE = path.join(import.meta.dirname, '..', '..', '.cache')

/**
 * The directory with the jars, fetched from Maven Central on first use and kept in `.cache/<name>`. Several processes may
 * ask at once: one fetches, the others wait. Throws `TuanshuError` when they cannot be fetched.
 */
export async function fetchJars({ name, version, artifacts, needs }: Jars): Promise<string> {
  const cache = path.join(CACHE, name)
  const lib = path.join(cache, version, 'lib')
  const tools = ['java', ...(needs?.tools ?? []), ...(existsSync(lib) ? [] : ['mvn'])]
  await needTools(tools, needs?.otherwise)
  if (existsSync(lib)) return lib

  await mkdir(cache, { recursive: true })
  const lock = await lockDirectory(cache, {
    stale: 30_000,
    retries: { retries: 240, minTimeout: 1000, factor: 1 },
  })
  try {
    if (existsSync(lib)) return lib
    // fetched aside and moved when whole: a broken fetch leaves nothing that looks complete
    const work = await mkdtemp(path.join(cache, 'fetch-'))
    await writeFile(path.join(work, 'pom.xml'), pomOf(name, artifacts))
    const goal = [
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${path.join(work, 'lib')}`,
    ]
    await run('mvn', ['-q', '-B', '-U', '-f', path.join(work, 'pom.xml'), ...goal])
    await rm(path.join(cache, version), { recursive: true, force: true })
    await rename(work, path.join(cache, version))
    return lib
  } catch (error) {
    throw new TuanshuError(
      'unavailable',
      `${name} ${version} could not be fetched from Maven Central: ${describeError(error)}`,
      { cause: error },
    )
  } finally {
    await lock.release()
  }
}

function pomOf(name: string, artifacts: readonly string[]): string {
  const dependencies = artifacts.map(artifact => {
    const [group, id, version] = artifact.split(':')
    return `    <dependency><groupId>${group}</groupId><artifactId>${id}</artifactId><version>${version}</version></dependency>`
  })
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tuanshu</groupId><artifactId>${name}</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
${dependencies.join('\n')}
  </dependencies>
</project>
`
}
