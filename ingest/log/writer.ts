import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import {
  ENTITIES,
  type Entity,
  type EntityName,
  logTable,
  RULES,
} from '../../warehouse/catalogue/entities.ts'
import { TuanshuError } from '../../warehouse/errors.ts'
import type { Log } from '../../warehouse/log.ts'
import type { Change } from '../change.ts'
import { difference } from './difference.ts'
import {
  type BatchContext,
  encodeSigned,
  encodeVersion,
  encodeWatermark,
  logColumns,
  SEAL,
} from './encode.ts'
import { type Rules, rulesOf } from './rows.ts'
import { type KeyedVersion, type StoredVersion, versionColumns, versionReader } from './stored.ts'
import type { Version } from './timeline.ts'

/** Head of a log's chain: the number of its last batch and the position (next offset) of every source. */
export interface Head {
  batch: bigint
  positions: Map<string, bigint>
}

export interface WriterHooks<C extends KeyedVersion = Change> {
  /** Takes changes whose text key has the hash of another text key, before the batch passes them. */
  collided(changes: readonly C[]): Promise<void>
  /** Right before the INSERT is sent. */
  beforeInsert?(): Promise<void>
}

export interface WriterOptions {
  /** Table to write; by default the entity's log. */
  table?: string
  /** Opens a log that was written under other rules, for the rebuild. */
  anyRules?: boolean
  /** How long a seal holds writers up, milliseconds. */
  sealMs?: number
}

/** What is special about a batch; by default nothing. */
export interface BatchOptions {
  /** The batch gets a number above this one; by default above the head. */
  above?: bigint
  /** Seals the chain: writers wait until the rebuild that sealed it has put another table in its place. */
  seal?: boolean
  /** The log holds none of the keys yet, so that nothing needs to be looked up. */
  keysAreNew?: boolean
  /** What must have been stored before the log passes the batch; goes on beside the look-up. */
  after?: Promise<unknown>
}

/** A rebuild must swap well within this time of its seal; one that died in between holds nobody up for longer. */
export const SEAL_MS = 20_000
const SEAL_POLL_MS = 200

/** One INSERT must stay one block, and one block one part. */
const ONE_BLOCK = {
  max_block_size: '2000000',
  max_insert_block_size: '2000000',
  min_insert_block_size_rows: '2000000',
  min_insert_block_size_bytes: '1000000000',
  max_insert_threads: '1',
  input_format_parallel_parsing: 0,
  async_insert: 0,
} as const

/** Ids in one look-up; a longer list costs more to parse than it saves. */
const LOOKUP_IDS = 50_000

/**
 * Writes batches into the signed log of one entity, each exactly once: compare-and-set on the batch number.
 * One writer is active per log by assignment; the guard and the token fence the ones that do not know yet that they are
 * not. Errors of the connection are thrown: calling `write` again with the same batch is always safe.
 */
export class LogWriter<C extends KeyedVersion = Change> {
  readonly entity: Entity
  private readonly rules: Rules
  private readonly table: string
  private readonly columns: string
  private readonly structure: string
  private readonly read: (row: StoredVersion) => KeyedVersion
  private head: Head | null = null

  constructor(
    private readonly client: ClickHouseClient,
    name: EntityName,
    private readonly keyId: number,
    private readonly log: Log,
    private readonly hooks: WriterHooks<C>,
    private readonly options: WriterOptions = {},
  ) {
    this.entity = ENTITIES[name]
    this.rules = rulesOf(this.entity)
    this.table = options.table ?? logTable(name)
    this.read = versionReader(this.entity)
    const columns = logColumns(this.entity)
    this.columns = columns.map(column => column.name).join(', ')
    this.structure = columns.map(column => `${column.name} ${column.type}`).join(', ')
  }

  /**
   * Reads the chain's head and checks that the log was written under today's rules and secret. Waits while it is sealed.
   * Throws `TuanshuError('conflict')` when it was not.
   */
  async open(): Promise<Head> {
    const [table] = await this.select<{ comment: string }>(
      'select comment from system.tables where database = {database:String} and name = {table:String}',
      { database: this.table.split('.')[0] ?? '', table: this.table.split('.')[1] ?? '' },
    )
    if (!table) throw new TuanshuError('conflict', `table ${this.table} does not exist: run npm run migrate`)
    if (table.comment !== `rules=${RULES}` && !this.options.anyRules)
      throw new TuanshuError(
        'conflict',
        `${this.table} was written under ${table.comment}, this version writes rules=${RULES}: run npm run rebuild -- ${this.entity.name}`,
      )
    const keys = await this.select<{ key_id: number }>(
      `select distinct key_id from ${this.table} where ev = 0 and system = 0`,
    )
    const foreign = keys.find(row => row.key_id !== this.keyId)
    if (foreign)
      throw new TuanshuError(
        'conflict',
        `${this.table} holds pseudonyms made with another secret (key id ${foreign.key_id}, ours is ${this.keyId}): restore the former secret.key, or start an empty warehouse with a new snapshot of the sources`,
      )
    this.head = await this.unsealedHead()
    return this.head
  }

  /** Head as of the last batch that this writer wrote or read. */
  get position(): Head | null {
    return this.head
  }

  /**
   * Writes one batch: the changes, and the positions up to which (exclusive) each source is complete with it.
   * A change that the log already holds is left out, so a batch may be repeated. Resolves with the number of versions
   * that were new when the batch is in the log.
   */
  async write(
    changes: readonly C[],
    positions: ReadonlyMap<string, bigint>,
    { above = 0n, seal = false, keysAreNew = false, after }: BatchOptions = {},
  ): Promise<number> {
    for (;;) {
      // opened again, not only read again: the table in its place may have been rebuilt under other rules
      const head = this.head ?? (await this.open())
      const keys = groupByKey(changes)
      const known = keysAreNew ? new Map<string, Known>() : await this.timelines(keys)
      const batch = (head.batch > above ? head.batch : above) + 1n
      const context: BatchContext = { entity: this.entity, keyId: this.keyId, batch }
      const { lines, applied, collisions } = this.plan(context, keys, known)
      const writer = randomBytes(8).readBigUInt64LE()
      lines.push(encodeWatermark(context, this.rules.unknown, { positions, writer, seal, now: Date.now() }))
      if (collisions.length > 0) await this.hooks.collided(collisions)
      await after
      await this.hooks.beforeInsert?.()
      if (await this.commit(head.batch, batch, lines, writer)) {
        for (const [source, position] of positions) {
          const before = head.positions.get(source)
          if (before === undefined || before < position) head.positions.set(source, position)
        }
        head.batch = batch
        return applied
      }
      this.log.warn(
        { log: this.table, batch: String(batch) },
        'another writer took this batch number; reading the log again',
      )
      this.head = null
    }
  }

  /** True when the batch is in the log, false when another writer's batch has its number. */
  private async commit(expected: bigint, batch: bigint, lines: string[], writer: bigint): Promise<boolean> {
    // A token that is known although its part is not (a kill between the two) swallows the block: only then the next one.
    for (let attempt = 1; ; attempt++) {
      const token = `${this.table}:${batch}${attempt > 1 ? `/${attempt}` : ''}`
      try {
        await this.insert(expected, lines, token)
      } catch (error) {
        // Not knowing whether it arrived is no reason to write it again: the head tells.
        this.head = null
        throw error
      }
      const [row] = await this.select<{ writer: string }>(
        `select toString(writer) as writer from ${this.table} where ev = 0 and system = 0 and id = 0 and ver = {batch:UInt64}`,
        { batch: String(batch) },
      )
      if (row) return row.writer === String(writer)
      const now = await this.readHead()
      if (now.batch !== expected) return false
      this.log.warn(
        { log: this.table, batch: String(batch), token },
        'the insert left no trace; repeating it under the next token',
      )
    }
  }

  private async insert(expected: bigint, lines: string[], token: string): Promise<void> {
    const { stream } = await this.client.exec({
      query: `insert into ${this.table} (${this.columns}) select ${this.columns} from input({structure:String}) where (select max(batch) from ${this.table}) = {expected:UInt64} format JSONCompactEachRow`,
      query_params: { structure: this.structure, expected: String(expected) },
      values: Readable.from(chunks(lines), { objectMode: false }),
      clickhouse_settings: { ...ONE_BLOCK, insert_deduplicate: 1, insert_deduplication_token: token },
    })
    stream.resume()
    await new Promise<void>((resolve, reject) => stream.once('end', resolve).once('error', reject))
  }

  private plan(context: BatchContext, keys: readonly KeyGroup<C>[], known: ReadonlyMap<string, Known>) {
    const lines: string[] = []
    const collisions: C[] = []
    let applied = 0
    for (const key of keys) {
      const before = known.get(key.name)
      const keyText = before?.keyText ?? key.changes[0]?.keyText ?? ''
      const fitting = key.changes.filter(change => change.keyText === keyText)
      collisions.push(...key.changes.filter(change => change.keyText !== keyText))
      const [first] = fitting
      if (!first) continue
      const found = difference(
        this.rules,
        before?.versions ?? [],
        fitting.map(change => change.version),
      )
      applied += found.versions.length
      for (const { version, begins } of found.versions)
        lines.push(encodeVersion(context, first, version, begins))
      for (const row of found.others) lines.push(encodeSigned(context, first, row))
    }
    return { lines, applied, collisions }
  }

  /** The head once no seal stands there: the table was exchanged, or the rebuild behind the seal is dead. */
  private async unsealedHead(): Promise<Head> {
    const { sealMs = SEAL_MS } = this.options
    let waitedFor = -1n
    let since = 0
    for (;;) {
      const head = await this.readHead()
      const [seal] = await this.select<{ age: string }>(
        `select dateDiff('millisecond', changed_at, now64(3)) as age from ${this.table} where ev = 0 and system = 0 and id = 0 and ver = {batch:UInt64} and source = '${SEAL}'`,
        { batch: String(head.batch) },
      )
      if (!seal || Number(seal.age) >= sealMs) return head
      if (head.batch !== waitedFor) {
        this.log.info({ log: this.table, batch: String(head.batch) }, 'the log is being exchanged, waiting')
        waitedFor = head.batch
        since = Date.now()
      }
      // the clock that dated the seal may be ahead of the server's
      if (Date.now() - since >= sealMs) return head
      await delay(SEAL_POLL_MS)
    }
  }

  /** The head as the log has it now. */
  async readHead(): Promise<Head> {
    const [row] = await this.select<{ batch: string; positions: Record<string, string> }>(
      `select toString(max(batch)) as batch, maxMap(watermark) as positions from ${this.table}`,
    )
    const positions = Object.entries(row?.positions ?? {}).map(
      ([source, position]) => [source, BigInt(position)] as const,
    )
    return { batch: BigInt(row?.batch ?? 0), positions: new Map(positions) }
  }

  private async timelines(keys: readonly KeyGroup<C>[]): Promise<Map<string, Known>> {
    const known = new Map<string, Known>()
    for (const [system, group] of groupBySystem(keys)) {
      for (let i = 0; i < group.length; i += LOOKUP_IDS)
        await this.lookUp(system, group.slice(i, i + LOOKUP_IDS), known)
    }
    return known
  }

  private async lookUp(
    system: number,
    keys: readonly KeyGroup<C>[],
    known: Map<string, Known>,
  ): Promise<void> {
    // The ids stand in the text: bound parameters travel in the URL, which ends at 1 MiB. They are digits, checked here.
    const ids = keys.map(key => {
      if (!/^\d+$/.test(key.id)) throw new Error(`not a key: ${key.id}`)
      return key.id
    })
    const result = await this.client.query({
      query: `select ${versionColumns(this.entity)} from ${this.table} where ev = 1 and system = {system:UInt8} and id in (${ids.join(',')}) order by id, ver, source`,
      query_params: { system },
      format: 'JSONCompactEachRow',
      clickhouse_settings: { max_query_size: '16000000', optimize_read_in_order: 0 },
    })
    for await (const rows of result.stream<StoredVersion>()) {
      for (const row of rows) {
        const { id, keyText, version } = this.read(row.json())
        const name = `${system}/${id}`
        const entry = known.get(name)
        if (entry) entry.versions.push(version)
        else known.set(name, { keyText, versions: [version] })
      }
    }
  }

  private async select<T>(query: string, params: Record<string, unknown> = {}): Promise<T[]> {
    const result = await this.client.query({ query, query_params: params, format: 'JSONEachRow' })
    return result.json<T>()
  }
}

interface Known {
  keyText: string
  versions: Version[]
}

interface KeyGroup<C> {
  name: string
  system: number
  id: string
  changes: C[]
}

function groupByKey<C extends KeyedVersion>(changes: readonly C[]): KeyGroup<C>[] {
  const groups = new Map<string, KeyGroup<C>>()
  for (const change of changes) {
    const name = `${change.system}/${change.id}`
    const group = groups.get(name)
    if (group) group.changes.push(change)
    else groups.set(name, { name, system: change.system, id: change.id, changes: [change] })
  }
  return [...groups.values()]
}

function groupBySystem<C>(keys: readonly KeyGroup<C>[]): Map<number, KeyGroup<C>[]> {
  const groups = new Map<number, KeyGroup<C>[]>()
  for (const key of keys) {
    const group = groups.get(key.system)
    if (group) group.push(key)
    else groups.set(key.system, [key])
  }
  return groups
}

/** The lines of a batch in pieces of about 1 MiB: many small writes cost more than the bytes. */
function* chunks(lines: readonly string[]): Generator<string> {
  let piece = ''
  for (const line of lines) {
    piece += line
    if (piece.length > 1 << 20) {
      yield piece
      piece = ''
    }
  }
  if (piece !== '') yield piece
}
