import { randomBytes } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { ENTITIES, type Entity, type EntityName, logTable } from '../../warehouse/catalogue/entities.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import type { Change } from '../change.ts'
import { Chain, type Head, SEAL_MS } from './chain.ts'
import { checkLog } from './checkLog.ts'
import { encodeWatermark } from './encode.ts'
import { lookUpFamilies } from './families.ts'
import { changedChildren } from './follow.ts'
import { groupByKey, idsBySystem, type KeyGroup } from './keys.ts'
import { type Known, type LookUp, lookUpHighest, lookUpVersions } from './lookUp.ts'
import { isAbove, type LogMemory } from './memory.ts'
import type { ParentLink } from './parents.ts'
import { type BatchPlan, planBatch } from './plan.ts'
import { type Rules, rulesOf } from './rules.ts'
import type { KeyedVersion } from './stored.ts'

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
  /** Where rows of the log take fields from. */
  links?: readonly ParentLink[]
  /** What is remembered of the log; without it every key is looked up. */
  memory?: LogMemory | undefined
}

/** What is special about a batch; by default nothing. */
export interface BatchOptions {
  /** The batch gets a number above this one; by default above the head. */
  above?: bigint
  /** Seals the chain: writers wait until the rebuild that sealed it has put another table in its place. */
  seal?: boolean
  /** The positions are those of another table whose rows this one holds: parents are not followed up to them. */
  copied?: boolean
  /** What must have been stored before the log passes the batch; goes on beside the look-up. */
  after?: Promise<unknown>
}

/** A batch that is ready to be inserted, and the mark by which its writer finds it in the log. */
type Planned<C> = BatchPlan<C> & { writer: bigint }

/** Of a log that holds none of the keys. */
const NOTHING_KNOWN: ReadonlyMap<string, Known> = new Map()

/**
 * Writes batches into the signed log of one entity, each exactly once: compare-and-set on the batch number.
 * One writer is active per log by assignment; the guard and the token fence the ones that do not know yet that they are
 * not. Errors of the connection are thrown: calling `write` again with the same batch is always safe.
 */
export class LogWriter<C extends KeyedVersion = Change> {
  readonly entity: Entity
  readonly links: readonly ParentLink[]
  private readonly rules: Rules
  private readonly lookUp: LookUp
  private readonly chain: Chain
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
    this.links = options.links ?? []
    this.rules = rulesOf(this.entity)
    this.lookUp = { client, entity: this.entity, table: options.table ?? logTable(name) }
    this.chain = new Chain(client, this.entity, this.lookUp.table, log)
  }

  /**
   * Reads the chain's head and checks that the log was written under today's rules and secret. Waits while it is sealed.
   * Throws `TuanshuError('conflict')` when it was not.
   */
  async open(): Promise<Head> {
    await checkLog(this.client, {
      entity: this.entity.name,
      table: this.lookUp.table,
      keyId: this.keyId,
      anyRules: this.options.anyRules ?? false,
    })
    this.options.memory?.forget()
    this.head = await this.chain.unsealedHead(this.options.sealMs ?? SEAL_MS)
    return this.head
  }

  /** Head as of the last batch that this writer wrote or read. */
  get position(): Head | null {
    return this.head
  }

  /** The head as the log has it now. */
  readHead(): Promise<Head> {
    return this.chain.readHead()
  }

  /**
   * Writes one batch: the changes, and the positions up to which (exclusive) each source is complete with it. A source that
   * is a parents' log is followed up to its position: rows of the children of what changed there are written anew.
   * A change that the log already holds is left out, so a batch may be repeated. Resolves with the number of versions
   * that were new when the batch is in the log.
   */
  async write(
    changes: readonly C[],
    positions: ReadonlyMap<string, bigint>,
    options: BatchOptions = {},
  ): Promise<number> {
    for (;;) {
      // opened again, not only read again: the table in its place may have been rebuilt under other rules
      const head = this.head ?? (await this.open())
      const keys = groupByKey(changes)
      if (!options.copied && !(await this.addFollowers(head, keys, positions))) continue
      const applied = await this.writeKeys(head, keys, positions, options)
      if (applied !== null) return applied
    }
  }

  /**
   * Writes pieces whose keys the log does not hold yet, each as one batch above `above`, into a log that nobody else writes:
   * nothing is looked up, and a piece is planned while the one before it is being inserted. Tells the number of versions of
   * each batch that is in the log.
   */
  async fill(
    pieces: AsyncIterable<readonly C[]>,
    above: bigint,
    written: (versions: number) => Promise<void>,
  ): Promise<void> {
    const head = this.head ?? (await this.open())
    let inserting = Promise.resolve()
    const insert = async (batch: bigint, { lines, writer, applied }: Planned<C>) => {
      if (!(await this.chain.commit(head.batch, batch, lines, writer)))
        throw new Error(`${this.lookUp.table} has another writer`)
      head.batch = batch
      await written(applied)
    }
    try {
      let last = head.batch > above ? head.batch : above
      for await (const piece of pieces) {
        last += 1n
        const planned = await this.plan(last, groupByKey(piece), NOTHING_KNOWN, { positions: new Map() })
        await inserting
        inserting = insert(last, planned)
        // waited for with the next piece
        inserting.catch(() => undefined)
      }
      await inserting
    } catch (error) {
      this.head = null
      await inserting.catch(() => undefined)
      throw error
    }
  }

  /**
   * Adds the keys that follow their parents to the batch. When there are many, all but the last piece are written at once,
   * without the position: should we die now, they are compared once more and found right. False when another writer was
   * faster.
   */
  private async addFollowers(
    head: Head,
    keys: Map<string, KeyGroup<C>>,
    positions: ReadonlyMap<string, bigint>,
  ): Promise<boolean> {
    let piece: KeyGroup<C>[] = []
    for (const link of this.links) {
      const through = positions.get(link.source)
      if (through === undefined) continue
      const from = head.positions.get(link.source) ?? 0n
      for await (const children of changedChildren(this.lookUp, link, from, through)) {
        if (piece.length > 0) {
          const written = await this.writeKeys(head, byName(piece), new Map(), {})
          if (written === null) return false
        }
        piece = children.map(id => ({ name: `${link.system}/${id}`, system: link.system, id, changes: [] }))
      }
    }
    for (const key of piece) if (!keys.has(key.name)) keys.set(key.name, key)
    return true
  }

  /** One batch; null when another writer took its number. */
  private async writeKeys(
    head: Head,
    keys: ReadonlyMap<string, KeyGroup<C>>,
    positions: ReadonlyMap<string, bigint>,
    { above = 0n, seal = false, after }: BatchOptions,
  ): Promise<number | null> {
    const known = await this.timelines(keys.values())
    const batch = (head.batch > above ? head.batch : above) + 1n
    const { lines, writer, applied, learned } = await this.plan(batch, keys, known, { positions, seal })
    await after
    await this.hooks.beforeInsert?.()
    // not knowing whether it arrived is no reason to write it again: the head tells
    this.head = null
    if (!(await this.chain.commit(head.batch, batch, lines, writer))) {
      this.log.warn(
        { log: this.lookUp.table, batch: String(batch) },
        'another writer took this batch number; reading the log again',
      )
      return null
    }
    for (const [source, position] of positions) {
      const before = head.positions.get(source)
      if (before === undefined || before < position) head.positions.set(source, position)
    }
    head.batch = batch
    this.head = head
    this.options.memory?.learn(learned)
    return applied
  }

  /** The lines of a batch, which are bound to its number; collisions are told before it can be in the log. */
  private async plan(
    batch: bigint,
    keys: ReadonlyMap<string, KeyGroup<C>>,
    known: ReadonlyMap<string, Known>,
    { positions, seal = false }: { positions: ReadonlyMap<string, bigint>; seal?: boolean },
  ): Promise<Planned<C>> {
    const familyOf = await lookUpFamilies(this.lookUp, this.links, keys.values(), known)
    const context = { entity: this.entity, keyId: this.keyId, batch }
    const plan = await planBatch(context, this.rules, keys.values(), known, familyOf)
    const writer = randomBytes(8).readBigUInt64LE()
    plan.lines.add(encodeWatermark(context, this.rules.unknown, { positions, writer, seal, now: Date.now() }))
    if (plan.collisions.length > 0) await this.hooks.collided(plan.collisions)
    return { ...plan, writer }
  }

  /** What the log holds of these keys. */
  private async timelines(keys: Iterable<KeyGroup<C>>): Promise<Map<string, Known>> {
    const known = new Map<string, Known>()
    const { memory } = this.options
    const asked: KeyGroup<C>[] = []
    for (const key of keys) {
      const remembered = memory?.recall(key.name)
      if (remembered) known.set(key.name, remembered)
      else asked.push(key)
    }
    for (const [system, ids] of idsBySystem(asked)) {
      await lookUpVersions(
        this.lookUp,
        system,
        await this.perhapsKnown(system, ids),
        ({ id, keyText, version }) => {
          const name = `${system}/${id}`
          const entry = known.get(name)
          if (entry) entry.versions.push(version)
          else known.set(name, { keyText, versions: [version] })
        },
      )
    }
    return known
  }

  /** Those of the ids that the log may hold: sources number their rows upwards, and what is above its highest is new. */
  private async perhapsKnown(system: number, ids: readonly string[]): Promise<readonly string[]> {
    const highest = await this.options.memory?.highestOf(system, () => lookUpHighest(this.lookUp, system))
    if (highest === undefined) return ids
    return highest === null ? [] : ids.filter(id => !isAbove(id, highest))
  }
}

function byName<C>(keys: readonly KeyGroup<C>[]): Map<string, KeyGroup<C>> {
  return new Map(keys.map(key => [key.name, key]))
}
