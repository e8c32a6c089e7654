import fs from 'node:fs'
import type { Warehouse } from '../../../warehouse/platform/clickhouse/client.ts'
import type { Config } from '../../../warehouse/platform/config.ts'
import { describeError } from '../../../warehouse/platform/errors.ts'
import type { Log } from '../../../warehouse/platform/log.ts'
import type { ReportSources } from '../workbook/sources.ts'
import { changeExport, type ExportChange, type ExportRecord } from './exportStore.ts'
import { failureInWords, NoProgress } from './failure.ts'
import { exportDir, exportFile, partFile } from './files.ts'
import { type Made, makeFile } from './makeFile.ts'

/** What making exports needs of the process around it. */
export interface ExportContext {
  config: Config
  log: Log
  warehouse: Warehouse
  /** The clock, milliseconds since 1970. */
  now(): number
  sources: ReportSources
}

export interface RunTiming {
  /** Between two signs of life of a running export. */
  heartbeatMs: number
  /** Without a row or a step for this long, it is given up. */
  noProgressMs: number
}

export interface RunOptions extends ExportContext {
  timing: RunTiming
  /** Aborted when the process stops. */
  stopping: AbortSignal
  startedAt: number
}

/** How long a finished file can be fetched. */
const KEPT_MS = 24 * 3_600_000

/** The export was cancelled, or another process has taken it over. */
class NotOurs extends Error {
  override name = 'NotOurs'
}

/**
 * Makes the file of a claimed export and says how far it is. The file appears under its name when it is complete; whatever
 * happens before leaves none. Never rejects: the outcome is the state of the export.
 */
export async function runExport(claimed: ExportRecord, options: RunOptions): Promise<void> {
  const { config, sources, stopping, startedAt } = options
  const part = partFile(config.dataDir, claimed.id)
  const life = keepAlive(claimed, options)
  const signal = AbortSignal.any([stopping, life.signal])
  try {
    await fs.promises.mkdir(exportDir(config.dataDir), { recursive: true, mode: 0o700 })
    const making = makeFile(sources, claimed, part, { signal, now: startedAt, progress: life.progress })
    // a question that is never answered must not hold the queue; when it is after all, making stops by the signal
    const made = await Promise.race([making, rejectedBy(signal)])
    signal.throwIfAborted()
    await finish(claimed, part, made, life, options)
  } catch (error) {
    await fs.promises.rm(part, { force: true }).catch(() => {})
    await giveUp(claimed, life, options, signal.aborted ? signal.reason : error)
  }
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

async function finish(
  { id }: ExportRecord,
  part: string,
  { rows, title }: Made,
  life: Life,
  { config, log, now }: RunOptions,
): Promise<void> {
  const { size: bytes } = await fs.promises.stat(part)
  const file = exportFile(config.dataDir, id)
  await fs.promises.rename(part, file)
  const change: ExportChange = { state: 'done', title, share: 1, rows, bytes, expiresAt: now() + KEPT_MS }
  if (await life.last(change)) return log.info({ export: id, rows, bytes }, 'export done')
  // cancelled at the last moment
  await fs.promises.rm(file, { force: true })
}

async function giveUp(
  { id }: ExportRecord,
  life: Life,
  { log, stopping }: RunOptions,
  error: unknown,
): Promise<void> {
  if (error instanceof NotOurs) {
    await life.stop()
    return log.info({ export: id }, 'export cancelled')
  }
  const isStopped = stopping.aborted
  const change: ExportChange = isStopped
    ? { state: 'queued', share: 0, rows: 0, tries: life.tries() - 1 }
    : { state: 'failed', share: 0, error: failureInWords(error) }
  if (!isStopped) log.error({ export: id, reason: describeError(error), err: error }, 'export failed')
  await life.last(change).catch(failure =>
    // it is taken over when it was silent for long enough
    log.warn({ export: id, reason: describeError(failure) }, 'the end of an export could not be written'),
  )
}

interface Life {
  /** Aborts when the export is no longer this process's, or does not advance. */
  signal: AbortSignal
  progress(share: number, rows: number): void
  tries(): number
  stop(): Promise<void>
  /** Writes the last state; false when the export was no longer this process's. */
  last(change: ExportChange): Promise<boolean>
}

/** Writes how far an export is, as its sign of life, and watches that it advances. */
function keepAlive(claimed: ExportRecord, { log, warehouse, timing }: RunOptions): Life {
  const lost = new AbortController()
  let record = claimed
  let reached = { share: 0, rows: 0 }
  let advancedAt = performance.now()
  let writing = Promise.resolve()

  const beat = async () => {
    if (performance.now() - advancedAt > timing.noProgressMs)
      return lost.abort(new NoProgress(`nothing happened for ${timing.noProgressMs / 1_000} s`))
    const next = await changeExport(warehouse.app, record, reached).catch(error => {
      log.warn(
        { export: claimed.id, reason: describeError(error) },
        'the progress of an export could not be written',
      )
      return record
    })
    if (next) record = next
    else lost.abort(new NotOurs('cancelled, or taken over'))
  }
  const timer = setInterval(() => {
    writing = writing.then(() => (lost.signal.aborted ? undefined : beat()))
  }, timing.heartbeatMs)
  const rest = async () => {
    clearInterval(timer)
    await writing
  }

  return {
    signal: lost.signal,
    progress: (share, rows) => {
      if (share > reached.share || rows > reached.rows) advancedAt = performance.now()
      reached = { share, rows }
    },
    tries: () => record.tries,
    stop: rest,
    last: async change => {
      await rest()
      return (await changeExport(warehouse.app, record, change)) !== undefined
    },
  }
}
