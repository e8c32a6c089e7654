import fs from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { refreshTree } from '../../warehouse/orgs/refresh.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { dayOf } from '../../warehouse/platform/time/day.ts'
import { TOLD_METRICS } from '../support/province/truthConditions.ts'
import { askEverything } from '../support/query/questions.ts'
import { audit, type Verdict } from './books.ts'
import { brokenInvariants, countBatches, readPassed } from './invariants.ts'
import { type Fault, type FaultKind, planFaults } from './plan.ts'
import { Production } from './production.ts'
import { readChanges, readEnds, readLetters, readTopics, readVersions } from './readBooks.ts'
import { openStage, type Stage } from './stage.ts'
import { Striker } from './strike.ts'

export interface ChaosOptions {
  /** Changes of the simulated province; copies come on top. */
  changes: number
  faults: number
  seed: number
  /** Where the processes keep their data; the caller removes it. */
  dir: string
  partitions?: number
  sessionMs?: number
  batch?: number
  memoryMb?: number
  /** No new changes and faults after this time; what was sent is still audited. */
  limitMs?: number
  /** Past days on which every metric is compared, besides the last. */
  pastDays?: number
  /** For the organisations of these levels: 2 = province, 3 = city, 4 = county. */
  levels?: number[]
  signal?: AbortSignal
  /** Called for each fault and now and then in between. */
  progress?(line: string): void
}

export interface ChaosReport {
  /** Changes of the province and messages in the broker, copies and unreadable ones included. */
  changes: number
  messages: number
  struck: Partial<Record<FaultKind, number>>
  /** Frozen processes that woke up after their session had ended. */
  woken: number
  batches: number
  /** Batches that a fence refused because another writer had taken their number. */
  fenced: number
  /** Ingest processes that ended although nobody had killed them. */
  ownEnds: string[]
  /** Until every log had passed the end of every partition, and with the audit. */
  seconds: { streaming: number; all: number }
  verdict: Verdict
  broken: string[]
  /** Metrics compared with the truth, figures of theirs, and where they differ. */
  metrics: number
  cells: number
  differing: string[]
}

const POLL_MS = 150
const TELL_MS = 15_000
/** Messages that may wait in the broker at any time. */
const LEAST_AHEAD = 2_000
/** Messages for a change of the province, with copies and unreadable ones. */
const PER_CHANGE = 1.1
/** A broker takes a megabyte per partition at once, and the snapshot comes in one piece. */
const SENT_TOGETHER = 1_000
/** Without a single change written for so long, nothing will come any more. */
const STUCK_MS = 300_000

/** Runs the whole: production, faults, catching up, audit. Rejects when the logs come to a standstill. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { partitions = 6, sessionMs = 5_000, batch = 2_000, memoryMb = 2_048 } = options
  const stage = await openStage({ dir: options.dir, partitions, sessionMs, batch, memoryMb })
  try {
    return await new Run(stage, options, sessionMs).whole()
  } finally {
    await stage.stop()
  }
}

class Run {
  private readonly production: Production
  private readonly striker: Striker
  private readonly began = Date.now()
  private readonly ending = new AbortController()
  private readonly struck: Partial<Record<FaultKind, number>> = {}
  private sent = 0
  private passed = 0
  private passedAt = Date.now()
  private faults = 0
  /** Everything has been sent, and every fault has struck. */
  private isOut = false
  // a broker that goes is no news here
  private readonly log = createLog('chaos').child({}, { level: 'error' })

  constructor(
    private readonly stage: Stage,
    private readonly options: ChaosOptions,
    sessionMs: number,
  ) {
    this.production = new Production(options.seed, options.changes)
    this.striker = new Striker(stage, sessionMs)
    const { signal } = options
    const end = () => this.ending.abort(signal?.reason)
    signal?.addEventListener('abort', end, { once: true })
    if (signal?.aborted) end()
  }

  async whole(): Promise<ChaosReport> {
    await this.stream()
    const streaming = this.seconds
    return this.orEnd(this.judge(streaming))
  }

  /** Until all is sent, every fault has struck and the logs have everything. */
  private async stream(): Promise<void> {
    const working = [this.produce(), this.strikeAll()]
    void Promise.all(working).then(
      () => {
        this.isOut = true
      },
      () => undefined,
    )
    const parts = [...working, this.watch()]
    // the first that fails ends the others; all have ended before the stage is taken down
    for (const part of [...parts, this.stage.engine.done]) part.catch(error => this.ending.abort(error))
    await Promise.allSettled(parts)
    this.ending.signal.throwIfAborted()
  }

  private async judge(streaming: number): Promise<ChaosReport> {
    const { stage, production } = this
    const batches = await countBatches(stage.warehouse)
    await stage.stopIngests()
    this.tell('auditing')
    const sent = await readTopics(stage.config, this.log)
    const verdict = audit({
      copies: production.copies,
      sent,
      versions: await readVersions(stage.warehouse),
      changes: await readChanges(stage.warehouse),
      letters: await readLetters(stage.warehouse),
    })
    // accounting held up everything: sockets that the engine has closed meanwhile must be seen to be so
    await delay(100)
    const broken = await brokenInvariants(stage.warehouse)
    this.tell('comparing with the truth')
    const { cells, lines } = await this.compare()
    return {
      changes: production.lived,
      messages: [...sent.values()].reduce((sum, entries) => sum + entries.length, 0),
      struck: this.struck,
      woken: this.striker.woken,
      batches,
      fenced: stage.logFiles.reduce((sum, file) => sum + countIn(file, 'another writer took'), 0),
      ownEnds: stage.ingests.flatMap(ingest => ingest.ownEnds),
      seconds: { streaming, all: this.seconds },
      verdict,
      broken,
      metrics: TOLD_METRICS.length,
      cells,
      differing: lines,
    }
  }

  /** Sends everything, never far ahead of the logs, so that there is production at every fault. */
  private async produce(): Promise<void> {
    const { changes, faults } = this.options
    const ahead = Math.max(LEAST_AHEAD, (changes / Math.max(1, faults)) * 2)
    for (let parcels = this.production.next(); parcels; parcels = this.production.next()) {
      for (const { topic, messages } of parcels) {
        for (let i = 0; i < messages.length; i += SENT_TOGETHER) {
          while (this.sent - this.passed > ahead) await this.pause()
          this.ending.signal.throwIfAborted()
          const some = messages.slice(i, i + SENT_TOGETHER)
          await this.orEnd(this.stage.producer.send(topic, some))
          this.sent += some.length
        }
      }
      if (this.isLate) this.production.finish()
    }
  }

  private async strikeAll(): Promise<void> {
    const { seed, faults } = this.options
    for (const fault of planFaults(seed, faults)) {
      while (this.share < fault.at && !this.isLate) await this.pause()
      if (this.isLate) break
      await delay(fault.delayMs, undefined, { signal: this.ending.signal })
      await this.strike(fault)
    }
    await this.striker.settled()
  }

  private async strike(fault: Fault): Promise<void> {
    this.faults += 1
    this.tell(`fault ${this.faults}: ${fault.kind}`)
    await this.striker.strike(fault)
    this.struck[fault.kind] = (this.struck[fault.kind] ?? 0) + 1
  }

  /** Share of all messages that the logs have passed, roughly. */
  private get share(): number {
    return this.passed / Math.max(this.sent, this.options.changes * PER_CHANGE)
  }

  private get isLate(): boolean {
    return Date.now() - this.began > (this.options.limitMs ?? Number.POSITIVE_INFINITY)
  }

  /** Looks how far the logs are until all is sent, struck and stored. */
  private async watch(): Promise<void> {
    const { stage } = this
    let told = Date.now()
    let ends: Map<string, number> | undefined
    for (;;) {
      const passed = await readPassed(stage.warehouse).catch(() => undefined)
      if (passed) {
        const sum = [...passed.values()].reduce((total, one) => total + one, 0)
        if (sum !== this.passed) this.passedAt = Date.now()
        this.passed = sum
        if (this.isOut) {
          ends ??= await readEnds(stage.config, this.log).catch(() => undefined)
          if (ends && [...ends].every(([partition, end]) => (passed.get(partition) ?? 0) >= end)) return
        }
      }
      if (Date.now() - this.passedAt > STUCK_MS)
        throw new Error(
          `no change has been written for ${STUCK_MS / 1_000} s, ${this.passed} of ${this.sent} passed`,
        )
      if (Date.now() - told > TELL_MS) {
        told = Date.now()
        this.tell('streaming')
      }
      await this.pause()
    }
  }
  /** Every metric for these organisations and those right below them, on the last day and on some before. */
  private async compare(): Promise<{ cells: number; lines: string[] }> {
    const { stage, production, options } = this
    await refreshTree(stage.warehouse.app, this.log)
    // some days later: figures by personal attributes are not live
    const today = dayOf(production.now) + 5
    const past = Array.from({ length: options.pastDays ?? 3 }, (_, i) => today - 11 - i * 97)
    return askEverything(stage.warehouse, production.truth, [today, ...past], options.levels ?? [2, 3], today)
  }

  private tell(what: string): void {
    this.options.progress?.(
      `${Math.round(this.seconds)} s: ${what}; ${this.sent} messages sent, ${this.passed} in the logs`,
    )
  }

  private get seconds(): number {
    return (Date.now() - this.began) / 1_000
  }

  /** The outcome of what cannot be interrupted, unless the run ends before. */
  private async orEnd<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.ending
    const heard = new AbortController()
    const ended = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: heard.signal })
    })
    try {
      return await Promise.race([work, ended])
    } finally {
      heard.abort()
    }
  }

  private async pause(): Promise<void> {
    await delay(POLL_MS, undefined, { signal: this.ending.signal })
  }
}

function countIn(file: string, words: string): number {
  return fs.readFileSync(file, 'utf8').split(words).length - 1
}
