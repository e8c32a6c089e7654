import { binlogPosition, NO_POSITION, type Position, positionOf, wholeNumber } from './position.ts'
import type { SourceKind, TimeQuality } from './record.ts'
import { scalarText, text } from './text.ts'
import { commitTimeOf } from './times.ts'

/** The block `source` of a Debezium envelope: where a change comes from. */
export type DebeziumSource = Readonly<Record<string, unknown>>

const KINDS: Readonly<Record<string, SourceKind>> = {
  mysql: 'mysql',
  mariadb: 'mysql',
  postgresql: 'postgres',
  sqlserver: 'sqlserver',
  oracle: 'oracle',
  yashandb: 'yashandb',
  TiCDC: 'tidb',
}

/** The database behind a connector; `unknown` where the block does not name it (Flink CDC pipelines). */
export function kindOf(source: DebeziumSource): SourceKind {
  const connector = text(source.connector)
  return Object.hasOwn(KINDS, connector) ? (KINDS[connector] ?? 'unknown') : 'unknown'
}

/** `schema.table`, or `database.table` where there are no schemas. */
export function tableOf(source: DebeziumSource): string {
  const space = text(source.schema) || text(source.db)
  return space === '' ? text(source.table) : `${space}.${text(source.table)}`
}

/** The documentation shows booleans, connectors send `true`, `first`, `last`, `incremental`, … */
export function isSnapshot(source: DebeziumSource): boolean {
  const { snapshot } = source
  return snapshot === true || (typeof snapshot === 'string' && snapshot !== 'false' && snapshot !== '')
}

/** When the change was made, in milliseconds; old connectors put 0 into snapshot rows. */
export function timeOf(source: DebeziumSource, kind: SourceKind): number | null {
  // Oracle's ts_ms is that of the statement
  const committed = kind === 'oracle' ? commitTimeOf(source.commit_ts_ms) : null
  return committed ?? commitTimeOf(source.ts_ms) ?? commitTimeOf(source.ts_us) ?? commitTimeOf(source.ts_ns)
}

const MS_COMMIT: TimeQuality = { precision: 'ms', meaning: 'commit' }
const S_STATEMENT: TimeQuality = { precision: 's', meaning: 'statement' }
const MS_UNKNOWN: TimeQuality = { precision: 'ms', meaning: 'unknown' }
const MS_READ: TimeQuality = { precision: 'ms', meaning: 'read' }

/** Without GTIDs MySQL's binlog has whole seconds, in which a statement began: they tie, and may run backwards. */
export function timeQuality(source: DebeziumSource, kind: SourceKind, snapshot: boolean): TimeQuality {
  if (snapshot) return MS_READ
  if (kind === 'unknown') return MS_UNKNOWN
  return kind === 'mysql' && !source.gtid ? S_STATEMENT : MS_COMMIT
}

/**
 * Where the change stood in the source's own log. A connector that is not known, or a part that is missing, has no
 * comparable position. Throws `LostDigits` for one that may have been rounded.
 */
export function sourcePosition(source: DebeziumSource, kind: SourceKind): Position {
  switch (kind) {
    case 'mysql':
      return binlogPosition(
        text(source.connector),
        scalarText(source.server_id),
        text(source.file),
        wholeNumber(source.pos),
        wholeNumber(source.row) ?? 0n,
      )
    case 'postgres': {
      // the LSN alone follows the log, in which transactions interleave; the pair follows the commits
      const pair = /^\["(\d{1,20})","(\d{1,20})"\]$/.exec(text(source.sequence).replaceAll(' ', ''))
      if (!pair) return NO_POSITION
      return positionOf(lineageOf(source), [BigInt(pair[1] ?? 0), 64], [BigInt(pair[2] ?? 0), 64])
    }
    case 'sqlserver':
      return serverLog(source, lineageOf(source))
    case 'oracle': {
      const scn = wholeNumber(source.commit_scn)
      if (scn === null) return NO_POSITION
      return positionOf(lineageOf(source), [scn, 64], [wholeNumber(source.txSeq) ?? 0n, 64])
    }
    case 'yashandb': {
      // the commit alone: what orders changes within one is documented by its name only, and equal positions are kept
      const scn = wholeNumber(source.position_scn)
      return scn === null ? NO_POSITION : positionOf(lineageOf(source), [scn, 64])
    }
    case 'tidb': {
      const ts = wholeNumber(source.commit_ts)
      return ts === null ? NO_POSITION : positionOf(`ticdc:${text(source.cluster_id)}`, [ts, 64])
    }
    default:
      return NO_POSITION
  }
}

function lineageOf(source: DebeziumSource): string {
  return `${text(source.connector)}:${text(source.name)}/${text(source.db)}`
}

/**
 * SQL Server's log sequence numbers are `file:block:slot` in hexadecimal, of the commit and of the change. Both do not fit
 * 128 bits, so of the change its distance in files and its block are kept: less exact, and still in order.
 */
function serverLog(source: DebeziumSource, lineage: string): Position {
  const commit = lsnOf(source.commit_lsn)
  const change = lsnOf(source.change_lsn)
  if (!commit || !change || change.file > commit.file) return NO_POSITION
  const nearness = 0xffffn - (commit.file - change.file)
  return positionOf(
    lineage,
    [commit.file, 32],
    [commit.block, 32],
    [commit.slot, 16],
    [nearness < 0n ? 0n : nearness, 16],
    [nearness < 0n ? 0n : change.block, 32],
  )
}

function lsnOf(value: unknown): { file: bigint; block: bigint; slot: bigint } | null {
  const found = /^([0-9a-f]{8}):([0-9a-f]{8}):([0-9a-f]{4})$/i.exec(text(value))
  if (!found) return null
  const [file = 0n, block = 0n, slot = 0n] = found.slice(1).map(part => BigInt(`0x${part}`))
  return { file, block, slot }
}

/** The position as the connector writes it. */
export function positionText(source: DebeziumSource, kind: SourceKind): string {
  switch (kind) {
    case 'mysql':
      return text(source.file) === ''
        ? text(source.gtid)
        : `${text(source.file)}:${scalarText(source.pos)}:${scalarText(source.row)}`
    case 'postgres':
      return text(source.sequence) || scalarText(source.lsn)
    case 'sqlserver':
      return join(source.commit_lsn, source.change_lsn, source.event_serial_no)
    case 'oracle':
      return join(source.commit_scn ?? source.scn, source.txSeq)
    case 'yashandb':
      return join(source.position_scn, source.group_lsn, source.group_offset, source.batch_row_id)
    case 'tidb':
      return scalarText(source.commit_ts)
    default:
      return ''
  }
}

/** Longer ones are of nobody. */
const LONGEST_POSITION = 200

/**
 * Connector and position at which a full snapshot was taken, the same in all its rows: streaming goes on from there. Empty
 * for connectors that do not put it into snapshot rows. Throws `LostDigits` for one that may have been rounded.
 */
export function snapshotPosition(source: DebeziumSource, kind: SourceKind): string {
  const position = positionOfSnapshot(source, kind)
  const named = `${text(source.name)} ${position}`
  return position === '' || named.length > LONGEST_POSITION ? '' : named
}

function positionOfSnapshot(source: DebeziumSource, kind: SourceKind): string {
  switch (kind) {
    case 'mysql':
      return text(source.file) === '' ? text(source.gtid) : `${text(source.file)}:${digits(source.pos)}`
    case 'postgres':
      return digits(source.lsn)
    case 'sqlserver':
      return text(source.commit_lsn)
    case 'oracle':
      return digits(source.scn)
    default:
      return ''
  }
}

function digits(value: unknown): string {
  return wholeNumber(value)?.toString() ?? ''
}

function join(...parts: readonly unknown[]): string {
  return parts.map(scalarText).filter(Boolean).join('/')
}
