/**
 * The embedded ClickHouse itself: runs `clickhouse local` from libchdb in this process until stdin closes.
 * argv: the configuration file, the SQL that boots it and then blocks on stdin. Started by `startEmbedded.ts` only.
 */
import { createRequire } from 'node:module'
import path from 'node:path'
import { DataType, isNullPointer, load, open } from 'ffi-rs'
import { enginePackage } from './platform.ts'

// exit code of a problem that no restart can heal (sysexits' EX_CONFIG)
const EXIT_CONFIG = 78
const LIBRARY = 'chdb'

function fail(message: string, code: number): never {
  process.stderr.write(`WAREHOUSE_FATAL ${message}\n`)
  process.exit(code)
}

function libraryPath(): string {
  const name = enginePackage(process.platform, process.arch)
  if (!name)
    fail(
      `the embedded ClickHouse has no build for ${process.platform}-${process.arch}; set CLICKHOUSE_URL to an external server`,
      EXIT_CONFIG,
    )
  try {
    return path.join(
      path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)),
      'libchdb.so',
    )
  } catch {
    fail(
      `package ${name} is not installed (musl libc, --omit=optional, or a lock file made on another platform?); install it, or set CLICKHOUSE_URL to an external server`,
      EXIT_CONFIG,
    )
  }
}

// A Ctrl+C or `systemctl stop` reaches every process at once; only the owner may stop the engine, by closing stdin,
// or the last batches of the application would find no server.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

const library = libraryPath()
try {
  open({ library: LIBRARY, path: library })
} catch (error) {
  fail(`cannot load ${library}: ${error instanceof Error ? error.message : String(error)}`, EXIT_CONFIG)
}

const [configFile, bootSql] = process.argv.slice(2)
if (!configFile || !bootSql) fail('usage: child.ts <config.xml> <sql>', EXIT_CONFIG)
const argv = ['clickhouse', '--config-file', configFile, '--query', bootSql]

// blocks for the server's whole life
const result = load({
  library: LIBRARY,
  funcName: 'chdb_query_cmdline',
  retType: DataType.External,
  paramsType: [DataType.I32, DataType.StringArray],
  paramsValue: [argv.length, argv],
})
if (!isNullPointer(result)) {
  const pointer = load({
    library: LIBRARY,
    funcName: 'chdb_result_error',
    retType: DataType.External,
    paramsType: [DataType.External],
    paramsValue: [result],
  })
  if (!isNullPointer(pointer)) {
    const message = load({
      library: LIBRARY,
      funcName: 'chdb_result_error',
      retType: DataType.String,
      paramsType: [DataType.External],
      paramsValue: [result],
    })
    fail(message, 1)
  }
}
// SQL errors were written to stderr by ClickHouse, with exit code 0: the owner reads the text
process.exit(0)
