import { randomUUID } from 'node:crypto'
import os from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import { named, text, timeLeft } from './clickhouse/columns.ts'
import { versioned } from './clickhouse/versioned.ts'
import { describeError, TuanshuError } from './errors.ts'
import type { Log } from './log.ts'

export interface LeaseOptions {
  /** How long the lease outlives a holder that died. It is renewed at a third of it. */
  ttlMs: number
  /** How long to wait for another holder; 0 (the default) gives up at once. */
  waitMs?: number
  log?: Log
}

const LEASES = versioned({
  table: 'sys_lease',
  key: 'name',
  writer: 'holder',
  columns: {
    name: text,
    holder: text,
    // the server's clock, not ours: holders on several machines must agree when a lease runs out
    leftMs: named('expires_at', timeLeft),
  },
})

const POLL_MS = 250
const FREE = { seq: 0, holder: '', leftMs: 0 }

/**
 * Runs `fn` while this process holds the lease `name`, in `ops.sys_lease`. `signal` aborts when the lease is lost
 * (another process took it over after it ran out): `fn` must then stop writing. A process that was frozen learns it late:
 * `confirm` renews the lease at once, and throws when it is lost.
 * Throws `TuanshuError('conflict')` when another process holds it for longer than `waitMs`, or when it was lost.
 */
export async function withLease<T>(
  client: ClickHouseClient,
  name: string,
  { ttlMs, waitMs = 0, log }: LeaseOptions,
  fn: (signal: AbortSignal, confirm: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const holder = `${os.hostname()}:${process.pid}:${randomUUID()}`
  let seq = await acquire(client, name, holder, ttlMs, waitMs, log)
  const lost = new AbortController()
  let renewedAt = Date.now()

  const renew = async () => {
    try {
      const next = await swap(client, name, seq, holder, ttlMs)
      if (next === undefined) return lost.abort(lostError(name))
      seq = next
      renewedAt = Date.now()
    } catch (error) {
      log?.warn({ lease: name, reason: describeError(error) }, 'could not renew the lease')
      if (Date.now() - renewedAt > ttlMs) lost.abort(lostError(name))
    }
  }
  let renewing = Promise.resolve()
  const renewInTurn = () => {
    renewing = renewing.then(async () => {
      if (!lost.signal.aborted) await renew()
    })
    return renewing
  }
  const timer = setInterval(renewInTurn, ttlMs / 3)
  const confirm = async () => {
    const before = seq
    await renewInTurn()
    lost.signal.throwIfAborted()
    if (seq === before)
      throw new TuanshuError(
        'unavailable',
        `could not renew the lease "${name}": the warehouse does not answer`,
      )
  }

  try {
    const result = await fn(lost.signal, confirm)
    lost.signal.throwIfAborted()
    return result
  } finally {
    clearInterval(timer)
    await renewing
    if (!lost.signal.aborted)
      await swap(client, name, seq, holder, 0).catch(error =>
        log?.warn(
          { lease: name, reason: describeError(error) },
          'could not give the lease back; it runs out by itself',
        ),
      )
  }
}

function lostError(name: string): TuanshuError {
  return new TuanshuError(
    'conflict',
    `lost the lease "${name}": another process took it over, or the warehouse was away too long`,
  )
}

async function acquire(
  client: ClickHouseClient,
  name: string,
  holder: string,
  ttlMs: number,
  waitMs: number,
  log: Log | undefined,
): Promise<number> {
  let told = false
  for (const deadline = Date.now() + waitMs; ; await sleep(POLL_MS)) {
    const head = (await LEASES.find(client, name)) ?? FREE
    if (head.leftMs <= 0) {
      const seq = await swap(client, name, head.seq, holder, ttlMs)
      if (seq !== undefined) return seq
    }
    if (Date.now() >= deadline)
      throw new TuanshuError(
        'conflict',
        `"${name}" is being done by ${head.holder || 'another process'}; wait until it is finished (its lease runs out ${Math.max(0, Math.ceil(head.leftMs / 1000))} s after it died)`,
      )
    if (!told) log?.info({ lease: name, holder: head.holder }, 'waiting for another process')
    told = true
  }
}

/**
 * Takes, renews (or with `leftMs` 0 gives back) a lease whose last change is `after`. Returns the new number, or undefined
 * when another process was faster, also when it took the lease over from this one, which stood still for so long.
 */
async function swap(
  client: ClickHouseClient,
  name: string,
  after: number,
  holder: string,
  leftMs: number,
): Promise<number | undefined> {
  const written = await LEASES.write(client, after, { name, holder, leftMs })
  if (!written) return undefined
  const head = await LEASES.find(client, name)
  return head?.seq === written.seq ? written.seq : undefined
}

/** Those of these leases that somebody holds now. */
export async function heldLeases(
  client: ClickHouseClient,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = await LEASES.findAll(client, names)
  return new Set(found.filter(({ leftMs }) => leftMs > 0).map(({ name }) => name))
}
