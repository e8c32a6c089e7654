import { randomUUID } from 'node:crypto'
import os from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import { describeError, TuanshuError } from './errors.ts'
import type { Log } from './log.ts'

export interface LeaseOptions {
  /** How long the lease outlives a holder that died. It is renewed at a third of it. */
  ttlMs: number
  /** How long to wait for another holder; 0 (the default) gives up at once. */
  waitMs?: number
  log?: Log
}

/** State of a lease; `leftMs` is by the server's clock and negative once it has run out. */
interface Head {
  seq: number
  holder: string
  leftMs: number
}

const POLL_MS = 250

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
    const head = await readHead(client, name)
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
 * Compare-and-set: writes change `after + 1` if `after` is still the last one. The guard alone races with other
 * writers, the token alone forgets; together one writer wins. Returns the new number, or undefined when another won.
 */
async function swap(
  client: ClickHouseClient,
  name: string,
  after: number,
  holder: string,
  ttlMs: number,
): Promise<number | undefined> {
  const seq = after + 1
  for (let attempt = 1; ; attempt++) {
    await client.command({
      // the server's clock, not ours: holders on several machines must agree when a lease runs out
      query: `
        insert into ops.sys_lease (name, seq, holder, expires_at)
        select {name: String}, {seq: UInt64}, {holder: String},
            if({ttl: UInt32} = 0, toDateTime64(0, 3, 'UTC'), now64(3, 'UTC') + toIntervalMillisecond({ttl: UInt32}))
        where (select max(seq) from ops.sys_lease where name = {name: String}) = {after: UInt64}`,
      query_params: { name, seq, holder, after, ttl: ttlMs },
      // the token of a part that was never finished (killed in between) is taken: the next attempt has another
      clickhouse_settings: {
        insert_deduplication_token: `lease:${name}:${seq}${attempt > 1 ? `/${attempt}` : ''}`,
      },
    })
    const head = await readHead(client, name)
    if (head.seq >= seq) return head.seq === seq && head.holder === holder ? seq : undefined
  }
}

async function readHead(client: ClickHouseClient, name: string): Promise<Head> {
  const answer = await client.query({
    query: `
      select
          max(seq) as last_seq,
          argMax(holder, seq) as last_holder,
          dateDiff('millisecond', now64(3, 'UTC'), argMax(expires_at, seq)) as left_ms
      from ops.sys_lease
      where name = {name: String}`,
    query_params: { name },
    format: 'JSONEachRow',
  })
  const [row] = await answer.json<{ last_seq: string; last_holder: string; left_ms: string }>()
  return {
    seq: Number(row?.last_seq ?? 0),
    holder: row?.last_holder ?? '',
    leftMs: Number(row?.left_ms ?? 0),
  }
}
