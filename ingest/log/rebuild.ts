import type { ClickHouseClient } from '@clickhouse/client'
import { type EntityName, logTable } from '../../warehouse/catalogue/entities.ts'
import type { Config } from '../../warehouse/platform/config.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { withLease } from '../../warehouse/platform/lease.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { type Head, SEAL_MS } from './chain.ts'
import { oneAhead } from './oneAhead.ts'
import type { ParentLink } from './parents.ts'
import { countVersions, headOf, readVersions } from './readVersions.ts'
import { rebuildTables } from './rebuildTables.ts'
import type { KeyedVersion } from './stored.ts'
import { LogWriter } from './writer.ts'

/** Where a rebuild is: after each batch of `filling`, and once at each of the others. */
export type RebuildStep = 'filling' | 'caught up' | 'sealed' | 'filled' | 'exchanged' | 'done'

export interface RebuildProgress {
  step: RebuildStep
  /** Versions written so far, of how many. */
  versions: number
  total: number
}

export interface RebuildOptions {
  client: ClickHouseClient
  config: Config
  keyId: number
  log: Log
  /** Ends the rebuild before its swap, and leaves nothing behind. */
  signal?: AbortSignal
  onProgress?(progress: RebuildProgress): void | Promise<void>
  /** How long the lease of a rebuild that died keeps the next one waiting, milliseconds. */
  leaseMs?: number
  /** Versions in one insert of the fill. */
  fillVersions?: number
  /** Where rows of the log take fields from, of every system that the log has rows of. */
  links?: readonly ParentLink[]
  /**
   * What is written in place of these versions (each is given once, in pieces that cut no key): the same keys, identities
   * and order, but other fields. By default the versions themselves.
   */
  revise?(versions: readonly KeyedVersion[]): Promise<readonly KeyedVersion[]>
}

const FILL_VERSIONS = 100_000
/** Versions in one batch of a catch-up: these are looked up. */
const CATCH_UP_VERSIONS = 50_000
/** The chain is sealed once a catch-up has found no more than this: writers wait while the rest is carried over. */
const FEW_VERSIONS = 10_000
const LEASE_MS = 15_000
/** The swap must be over well before writers take the seal for that of a dead rebuild. */
const SWAP_MS = SEAL_MS / 2
/**
 * The new chain leaves room above the seal: whoever did write on top of it (a clock that leaps) must find another head,
 * and not by chance the one that he left.
 */
const ROOM = 1_000n

/**
 * Rebuilds the log of an entity from its own versions, or what `revise` makes of them, under today's rules, while it is
 * read and written. Resolves with the number of versions. Killed at any point nothing is lost: the next rebuild begins anew.
 *
 * The new table's chain goes on above the live head, so that the guard refuses a writer who slept through the swap. Before
 * the swap a seal in the live chain makes writers wait; no number of the live chain can then be missed.
 * Throws `TuanshuError('conflict')` when the log is being rebuilt already or holds pseudonyms of another secret.
 */
export function rebuildLog(entity: EntityName, options: RebuildOptions): Promise<number> {
  const { client, log, leaseMs = LEASE_MS } = options
  return withLease(
    client,
    `rebuild ${logTable(entity)}`,
    // long enough for the lease of a rebuild that was killed to run out
    { ttlMs: leaseMs, waitMs: leaseMs * 1.2, log },
    lost => rebuild(entity, options, AbortSignal.any([lost, ...(options.signal ? [options.signal] : [])])),
  )
}

async function rebuild(entity: EntityName, options: RebuildOptions, signal: AbortSignal): Promise<number> {
  const { client, config, keyId, log, onProgress, fillVersions = FILL_VERSIONS, links = [] } = options
  const revise: NonNullable<RebuildOptions['revise']> = options.revise ?? (async versions => versions)
  const hooks = {
    collided: async () => {
      throw new Error(`two text keys of ${logTable(entity)} have one id`)
    },
  }
  const live = new LogWriter<KeyedVersion>(client, entity, keyId, log, hooks, { anyRules: true, links })
  const start = await live.open()
  const tables = rebuildTables(client, config, entity)
  const former: { table: string; seal: bigint }[] = []
  for (const { table, seal } of await tables.leftovers()) {
    if (seal === null) await tables.drop(table)
    else former.push({ table, seal })
  }

  const total = await countVersions(client, logTable(entity), start.batch)
  let versions = 0
  const tell = async (step: RebuildStep) => {
    await onProgress?.({ step, versions, total: Math.max(total, versions) })
  }
  signal.throwIfAborted()
  const table = await tables.create()
  let isOurs = true
  try {
    const filled = new LogWriter<KeyedVersion>(client, entity, keyId, log, hooks, { table, links })
    await filled.open()

    const read = readVersions(client, entity, logTable(entity), [0n, start.batch], fillVersions)
    await filled.fill(oneAhead(revisedBy(revise, read)), start.batch, async applied => {
      signal.throwIfAborted()
      versions += applied
      await tell('filling')
    })

    const copy = async (above: bigint, upTo: bigint): Promise<number> => {
      let found = 0
      const read = readVersions(client, entity, logTable(entity), [above, upTo], CATCH_UP_VERSIONS)
      for await (const some of read) {
        signal.throwIfAborted()
        versions += await filled.write(await revise(some), new Map(), { above: start.batch })
        found += some.length
      }
      return found
    }
    let head = start.batch
    for (let before = Number.POSITIVE_INFINITY; ; ) {
      const next = (await live.open()).batch
      const found = await copy(head, next)
      head = next
      if (found <= FEW_VERSIONS || found >= before) break
      before = found
    }
    await tell('caught up')

    signal.throwIfAborted()
    const sealedAt = Date.now()
    await live.write([], new Map(), { seal: true })
    const sealed = live.position
    if (!sealed) throw new Error('a written log has a position')
    await tell('sealed')
    await copy(head, sealed.batch)
    await filled.write([], positionsAfter(start, sealed, links), {
      above: sealed.batch + ROOM,
      copied: true,
    })
    await tell('filled')
    signal.throwIfAborted()
    if (Date.now() - sealedAt > SWAP_MS)
      throw new TuanshuError(
        'unavailable',
        `${logTable(entity)} was not exchanged: its last changes took longer than ${SWAP_MS / 1000} s, and the ingest must not wait longer; the log is as it was, try again when less is written`,
      )
    // an exchange whose answer was lost may have happened: the table is left to the next rebuild, which can tell
    isOurs = false
    await tables.exchange(table)
    await tell('exchanged')

    // From here on to the end, Ctrl+C or not: `table` is the former log now. A late writer may have left batches in it, and
    // in one whose rebuild died at this place.
    const swapped = new LogWriter<KeyedVersion>(client, entity, keyId, log, hooks, { links })
    for (const one of [...former, { table, seal: sealed.batch }]) {
      const upTo = await headOf(client, one.table)
      const read = readVersions(client, entity, one.table, [one.seal, upTo], CATCH_UP_VERSIONS)
      for await (const some of read) versions += await swapped.write(await revise(some), new Map())
      await tables.drop(one.table)
    }
    await tell('done')
    return versions
  } catch (error) {
    if (isOurs)
      await tables
        .drop(table)
        .catch(reason => log.warn({ table, err: reason }, 'could not drop it; the next rebuild does'))
    throw error
  }
}

async function* revisedBy(
  revise: NonNullable<RebuildOptions['revise']>,
  pieces: AsyncIterable<readonly KeyedVersion[]>,
): AsyncGenerator<readonly KeyedVersion[]> {
  for await (const some of pieces) yield await revise(some)
}

/**
 * Positions of the filled table: those of the live one at its seal. Parents are followed anew from where they were at the
 * start: what they changed since may have changed rows of children that were not looked at again.
 */
function positionsAfter(start: Head, sealed: Head, links: readonly ParentLink[]): Map<string, bigint> {
  const positions = new Map(sealed.positions)
  for (const { source } of links) positions.delete(source)
  for (const { source } of links) {
    const position = start.positions.get(source)
    if (position !== undefined) positions.set(source, position)
  }
  return positions
}
