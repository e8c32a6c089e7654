import { setTimeout as sleep } from 'node:timers/promises'
import { describeError } from '../../../warehouse/platform/errors.ts'
import { changeExport, type ExportRecord, exportsWithFiles, waitingExports } from './exportStore.ts'
import { deleteLeftovers } from './files.ts'
import { type ExportContext, type RunTiming, runExport } from './runExport.ts'

export interface ExportWorkerOptions extends ExportContext {
  timing?: Partial<ExportTiming>
}

export interface ExportTiming extends RunTiming {
  /** Between two looks into an empty queue. */
  pollMs: number
  /** After this silence another process takes it over. */
  staleMs: number
  /** Between two deletions of files that nobody may fetch any more. */
  sweepMs: number
}

const TIMING: ExportTiming = {
  pollMs: 1_000,
  heartbeatMs: 3_000,
  staleMs: 30_000,
  noProgressMs: 300_000,
  sweepMs: 60_000,
}
/** A request that ends its process every time must not do so for ever. */
const MOST_TRIES = 3

/**
 * Makes the exports of the queue, one at a time, and deletes files that have expired. Several processes may run it over one
 * data directory: an export is claimed by compare-and-set, and taken over when its process is not heard of any more. `stop`
 * puts back what is in hand.
 */
export function startExports(options: ExportWorkerOptions): { stop(): Promise<void> } {
  const { log, now } = options
  const timing = { ...TIMING, ...options.timing }
  const stopping = new AbortController()
  let sweptAt = Number.NEGATIVE_INFINITY

  const turn = async (): Promise<boolean> => {
    if (performance.now() - sweptAt > timing.sweepMs) {
      await sweep(options)
      sweptAt = performance.now()
    }
    const claimed = await claim(options, timing.staleMs)
    if (!claimed) return false
    await runExport(claimed, { ...options, timing, stopping: stopping.signal, startedAt: now() })
    return true
  }
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const isBusy = await turn().catch(error => {
        log.warn({ reason: describeError(error) }, 'exports: the queue could not be read')
        return false
      })
      if (!isBusy) await sleep(timing.pollMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const ended = loop()
  return {
    stop: async () => {
      stopping.abort(new Error('the process stops'))
      await ended
    },
  }
}

/** Ends the time of finished files, and deletes what belongs to no export. */
async function sweep({ config, log, warehouse, now }: ExportContext): Promise<void> {
  const readStates = async () => {
    const states = new Map<string, 'done' | 'running'>()
    for (const record of await exportsWithFiles(warehouse.app)) {
      if (record.state === 'running') states.set(record.id, 'running')
      else if (record.expiresAt > now()) states.set(record.id, 'done')
      else await changeExport(warehouse.app, record, { state: 'expired' })
    }
    return states
  }
  // the clock of the file system, whatever the other one says
  const deleted = await deleteLeftovers(config.dataDir, readStates, Date.now())
  if (deleted > 0) log.info({ deleted }, 'exports: deleted files that nobody may fetch any more')
}

/** Makes an export of the queue this process's own; undefined when there is none, or others were faster. */
async function claim({ log, warehouse }: ExportContext, staleMs: number): Promise<ExportRecord | undefined> {
  for (const record of await waitingExports(warehouse.app, staleMs)) {
    if (record.tries >= MOST_TRIES) {
      log.error({ export: record.id, tries: record.tries }, 'export given up: its process ended every time')
      await changeExport(warehouse.app, record, {
        state: 'failed',
        error: '导出多次中断，已停止。请联系管理员。',
      })
      continue
    }
    const claimed = await changeExport(warehouse.app, record, {
      state: 'running',
      share: 0,
      rows: 0,
      tries: record.tries + 1,
    })
    if (claimed) return claimed
  }
  return undefined
}
