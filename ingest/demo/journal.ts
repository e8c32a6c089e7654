import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import { type BinlogPosition, changeText, keyText, rowText } from './debezium.ts'
import type { Row } from './rows.ts'
import type { State, Table } from './tables.ts'

/** One message for the stream. */
export interface OutMessage {
  topic: string
  key: Buffer
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
}

const BINLOG_FILE_BYTES = 1_073_741_824
/** Bytes that a row event takes in the binary log, roughly. */
const EVENT_BYTES = 620
const KAFKA_DELAY_MS = 350

/**
 * The operational database's change log: every insert, update and delete of the model passes here, gets its position in the
 * binary log and becomes the message that Debezium would send.
 */
export class Journal {
  /** Messages so far, with those skipped. */
  count = 0
  private readonly write: ((message: OutMessage) => void) | undefined
  private readonly witness: Witness | undefined
  private readonly skip: number
  private offset = 157
  private file = 1

  constructor(options: JournalOptions = {}) {
    this.write = options.write
    this.witness = options.witness
    this.skip = options.skip ?? 0
  }

  /** The row as the initial snapshot finds it. */
  snapshot<R extends Row>(table: Table<R>, row: R, at: number): void {
    this.record(table, row, at)
    if (this.isSilent(1)) return
    this.send(table, row, at, 'r', null, rowText(table, row), this.position())
  }

  insert<R extends Row>(table: Table<R>, row: R, at: number): void {
    row.updatedAt = at
    this.record(table, row, at)
    this.advance()
    if (this.isSilent(1)) return
    this.send(table, row, at, 'c', null, rowText(table, row), this.position())
  }

  /** Changes the row by `change`; without it only its time of update moves, as an untouched save does. */
  update<R extends Row>(table: Table<R>, row: R, at: number, change?: (row: R) => void): void {
    const isSilent = this.isSilent(1)
    const before = isSilent ? '' : rowText(table, row)
    change?.(row)
    row.updatedAt = at
    this.record(table, row, at)
    this.advance()
    if (!isSilent) this.send(table, row, at, 'u', before, rowText(table, row), this.position())
  }

  /** Removes the row: a delete and its tombstone. */
  remove<R extends Row>(table: Table<R>, row: R, at: number): void {
    this.witness?.changed(table.entity, row.id, at, null)
    this.advance()
    if (this.isSilent(2)) return
    this.send(table, row, at, 'd', rowText(table, row), null, this.position())
    this.write?.({
      topic: table.topic,
      key: Buffer.from(keyText(table, row)),
      value: null,
      timestamp: at + KAFKA_DELAY_MS,
      isSnapshot: false,
    })
  }

  private record<R extends Row>(table: Table<R>, row: R, at: number): void {
    this.witness?.changed(table.entity, row.id, at, table.state(row))
  }

  private isSilent(messages: number): boolean {
    this.count += messages
    return this.write === undefined || this.count <= this.skip
  }

  private advance(): void {
    this.offset += EVENT_BYTES
    if (this.offset < BINLOG_FILE_BYTES) return
    this.file++
    this.offset = 157
  }

  private position(): BinlogPosition {
    return { file: `mysql-bin.${String(this.file).padStart(6, '0')}`, pos: this.offset, row: 0 }
  }

  private send<R extends Row>(
    table: Table<R>,
    row: R,
    at: number,
    op: 'c' | 'u' | 'd' | 'r',
    before: string | null,
    after: string | null,
    position: BinlogPosition,
  ): void {
    this.write?.({
      topic: table.topic,
      key: Buffer.from(keyText(table, row)),
      value: Buffer.from(changeText(table, { op, before, after, at, position })),
      timestamp: at + KAFKA_DELAY_MS,
      isSnapshot: op === 'r',
    })
  }
}
