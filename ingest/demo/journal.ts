import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import { DEBEZIUM_MYSQL } from './debezium.ts'
import type { Dialect, LogPosition, RowChange } from './dialect.ts'
import type { Row } from './rows.ts'
import { type State, stateOf, type Table } from './table.ts'

/** One message for the stream. */
export interface OutMessage {
  topic: string
  key: Buffer | null
  /** Where the tool names it; otherwise the key decides. */
  partition?: number
  /** null is a tombstone. */
  value: Buffer | null
  /** Milliseconds since 1970. */
  timestamp: number
  /** Snapshot rows carry no position of their own: they may be repeated at once, but never after a later change. */
  isSnapshot: boolean
}

/** Sees every change as it really happened, before any fault of the transport. */
export interface Witness {
  /** `state` is null when the row ceases to exist or is marked as deleted; `at` is the commit time in milliseconds. */
  changed(entity: EntityName, id: string, at: number, state: State | null): void
}

export interface JournalOptions {
  /** Takes the messages; without it changes are only counted. */
  write?: ((message: OutMessage) => void) | undefined
  witness?: Witness | undefined
  /** Messages at the beginning that were written by an earlier run and are only counted now. */
  skip?: number | undefined
  /** How the messages are written; as Debezium writes those of MySQL by default. */
  dialect?: Dialect | undefined
}

const LOG_FILE_BYTES = 1_073_741_824
/** Bytes that a row event takes in the database's log, roughly. */
const EVENT_BYTES = 620
const KAFKA_DELAY_MS = 350

/**
 * The operational database's change log: every insert, update and delete of the model passes here, gets its position in the
 * log and becomes the message that the capture tool would send.
 */
export class Journal {
  /** Messages so far, with those skipped. */
  count = 0
  private readonly write: ((message: OutMessage) => void) | undefined
  private readonly witness: Witness | undefined
  private readonly skip: number
  private readonly dialect: Dialect
  private offset = 157
  private file = 1

  constructor(options: JournalOptions = {}) {
    this.write = options.write
    this.witness = options.witness
    this.skip = options.skip ?? 0
    this.dialect = options.dialect ?? DEBEZIUM_MYSQL
  }

  /** The row as the initial snapshot finds it. Here and below: without a table the system does not know such rows. */
  snapshot<R extends Row>(table: Table<R> | undefined, row: R, at: number): void {
    if (!table) return
    this.record(table, row, at)
    if (!this.isSilent(1)) this.send(table, at, 'snapshot', null, this.cells(table, row))
  }

  insert<R extends Row>(table: Table<R> | undefined, row: R, at: number): void {
    row.updatedAt = at
    if (!table) return
    this.record(table, row, at)
    this.advance()
    if (!this.isSilent(1)) this.send(table, at, 'insert', null, this.cells(table, row))
  }

  /** Changes the row by `change`; without it only its time of update moves, as an untouched save does. */
  update<R extends Row>(table: Table<R> | undefined, row: R, at: number, change?: (row: R) => void): void {
    if (!table || (table.isGone && !table.isMarked)) {
      this.replace(table, row, at, change)
      return
    }
    const isSilent = this.isSilent(1)
    const before = isSilent ? [] : this.cells(table, row)
    change?.(row)
    row.updatedAt = at
    this.record(table, row, at)
    this.advance()
    if (!isSilent) this.send(table, at, 'update', before, this.cells(table, row))
  }

  /** Removes the row: a delete and, where the tool writes one, its tombstone. */
  remove<R extends Row>(table: Table<R> | undefined, row: R, at: number): void {
    if (!table) return
    this.witness?.changed(table.entity, identityOf(table, row), at, null)
    this.advance()
    const { hasTombstones } = this.dialect
    if (this.isSilent(hasTombstones ? 2 : 1)) return
    const cells = this.cells(table, row)
    this.send(table, at, 'delete', cells, null)
    if (hasTombstones) this.write?.(this.message(table, cells, at, null))
  }

  /** A change in a table without a mark of deletion: a row that counts as deleted from now on is taken out. */
  private replace<R extends Row>(
    table: Table<R> | undefined,
    row: R,
    at: number,
    change?: (row: R) => void,
  ): void {
    const wasGone = table?.isGone?.(row) ?? false
    const before = table && !wasGone ? this.cells(table, row) : null
    change?.(row)
    row.updatedAt = at
    if (!table) return
    const isGone = table.isGone?.(row) ?? false
    if (isGone && !wasGone) this.remove(table, row, at)
    else if (wasGone && !isGone) this.insert(table, row, at)
    else if (!isGone) {
      this.record(table, row, at)
      this.advance()
      if (!this.isSilent(1)) this.send(table, at, 'update', before, this.cells(table, row))
    }
  }

  private record<R extends Row>(table: Table<R>, row: R, at: number): void {
    this.witness?.changed(table.entity, identityOf(table, row), at, stateOf(table, row))
  }

  private isSilent(messages: number): boolean {
    this.count += messages
    return this.write === undefined || this.count <= this.skip
  }

  private advance(): void {
    this.offset += EVENT_BYTES
    if (this.offset < LOG_FILE_BYTES) return
    this.file++
    this.offset = 157
  }

  private cells<R extends Row>(table: Table<R>, row: R): string[] {
    return table.columns.map(({ type, value }) => this.dialect.cellText(type, value(row)))
  }

  private send<R extends Row>(
    table: Table<R>,
    at: number,
    op: RowChange<R>['op'],
    before: readonly string[] | null,
    after: readonly string[] | null,
  ): void {
    const position: LogPosition = { file: this.file, offset: this.offset }
    const text = this.dialect.changeText({ table, op, before, after, at, position })
    const message = this.message(table, after ?? before ?? [], at, Buffer.from(text))
    this.write?.({ ...message, isSnapshot: op === 'snapshot' })
  }

  private message<R extends Row>(
    table: Table<R>,
    cells: readonly string[],
    at: number,
    value: Buffer | null,
  ): OutMessage {
    const { key, ...place } = this.dialect.address(table, cells)
    return {
      ...place,
      topic: table.topic,
      key: key === null ? null : Buffer.from(key),
      value,
      timestamp: at + KAFKA_DELAY_MS,
      isSnapshot: false,
    }
  }
}

/** What tells a row from the others of its table: its id, or the columns of a key of several. */
function identityOf<R extends Row>({ key, columns }: Table<R>, row: R): string {
  if (key.length === 1) return row.id
  return key.map(name => columns.find(column => column.name === name)?.value(row)).join('|')
}
