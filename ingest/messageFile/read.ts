import { setImmediate } from 'node:timers/promises'
import type { Refusal } from '../change.ts'
import { readConsoleLine } from './consoleLine.ts'
import { type CsvColumns, csvColumns, isSpoiltCsv, readCsvRow } from './csv.ts'
import {
  type Bytes,
  binaryFile,
  foreignText,
  fromUtf16,
  isGzip,
  peek,
  unpackGzip,
  utf16Of,
} from './encoding.ts'
import { membersOf } from './members.ts'
import { RecordSplitter, type TextRecord } from './records.ts'
import { unwrap } from './wrapper.ts'
import { bareMessage, type Taken, type WrittenMessage } from './writtenMessage.ts'

/** The largest value that is read, and which option or setting says so. */
export interface SizeLimit {
  megabytes: number
  setBy: string
}

/** A message of a file, or a piece of it that is none; `place` is `file:line`. */
export type FileItem = { place: string } & ({ message: WrittenMessage } | { refusal: Refusal })

/** What tells a file apart: its name for people, its bytes, and what it turned out to be. */
export interface MessageText {
  name: string
  bytes: Bytes
  limit: SizeLimit
  /** Filled while the file is read: how it was read, in the words of the summary. */
  readAs: Set<string>
}

/** Bytes that a message takes in a file beyond its value: key, headers, names. */
const BESIDE_VALUE = 256 << 10

/** What `kcat` and `kafka-console-consumer` say of themselves between the messages. */
const REMARK = /^(?:% |%\d\|\d+\.|Processed a total of \d+ messages)/

/**
 * The messages of a file, whatever tool wrote it: a value a line, our own `{"key":…,"value":…}` lines, `kcat -J`,
 * `kafka-console-consumer` with what it prints beside the value, exports of web interfaces for Kafka as JSON or CSV, JSON
 * arrays, pretty-printed objects; packed with gzip or not, in UTF-8 or UTF-16. One message at a time is held, and none
 * that is larger than the limit. Throws `TuanshuError('input')` where the bytes themselves cannot be read on.
 */
export async function* readMessages({ name, bytes, limit, readAs }: MessageText): AsyncGenerator<FileItem> {
  let { head, bytes: rest } = await peek(bytes)
  if (isGzip(head)) {
    readAs.add('gzip')
    ;({ head, bytes: rest } = await peek(unpackGzip(rest, name)))
  }
  const utf16 = utf16Of(head)
  if (utf16) {
    readAs.add(utf16.toUpperCase())
    rest = fromUtf16(rest, utf16, name)
  }
  const binary = utf16 ? null : binaryFile(head)
  if (binary !== null) {
    yield { place: name, refusal: { reason: 'unknown_format', detail: binary } }
    return
  }

  // a quote or a backslash inside a text takes two bytes
  const splitter = new RecordSplitter(limit.megabytes * 2 * 1024 * 1024 + BESIDE_VALUE)
  const reader = new RecordReader(splitter, limit, readAs)
  for await (const chunk of rest) {
    for (const record of splitter.push(chunk)) yield* placed(reader, record, name)
    // signals are heard between the pieces of a file
    await setImmediate()
  }
  for (const record of splitter.finish()) yield* placed(reader, record, name)
}

function* placed(reader: RecordReader, record: TextRecord, name: string): Generator<FileItem> {
  const found = reader.read(record)
  if (found) yield { place: `${name}:${record.line}`, ...found }
}

class RecordReader {
  private isFirst = true
  private csv: CsvColumns | null = null

  constructor(
    private readonly splitter: RecordSplitter,
    private readonly limit: SizeLimit,
    private readonly readAs: Set<string>,
  ) {}

  /** A record as a message; null for one that is none and need not be, like the names of CSV columns. */
  read(record: TextRecord): { message: WrittenMessage } | { refusal: Refusal } | null {
    const { bytes } = record
    if (bytes === null) return { refusal: this.tooLarge(record.length) }
    const foreign = foreignText(record.kind === 'broken' ? withoutHalfCharacter(bytes) : bytes)
    if (foreign !== null) return malformed(foreign)
    if (record.kind === 'broken')
      return malformed(
        bytes.length > 0 ? 'the JSON breaks off' : 'the JSON array breaks off: the file has no end',
      )
    if (record.kind === 'line' && REMARK.test(bytes.toString('latin1', 0, 40))) return null
    const isFirst = this.isFirst
    this.isFirst = false
    if (isFirst && record.kind === 'line') {
      if (isSpoiltCsv(bytes))
        return malformed(
          'CSV of Redpanda Console, which replaces the commas of a value: save the messages as JSON',
        )
      this.csv = csvColumns(bytes)
      if (this.csv) this.splitter.readCsv()
      if (this.csv) return null
    }
    const taken = this.csv ? readCsvRow(bytes, this.csv) : take(record, bytes)
    if ('fault' in taken) return malformed(taken.fault)
    for (const one of taken.as) this.readAs.add(one)
    if (record.isElement) this.readAs.add('JSON array')
    else if (record.kind === 'json' && record.lastLine > record.line)
      this.readAs.add('JSON over several lines')
    const size = taken.message.value?.length ?? 0
    return size > this.limit.megabytes << 20 ? { refusal: this.tooLarge(size) } : { message: taken.message }
  }

  private tooLarge(bytes: number): Refusal {
    const { megabytes, setBy } = this.limit
    return { reason: 'too_large', detail: `${bytes} bytes; ${setBy} allows ${megabytes} MB` }
  }
}

function take({ kind, isElement }: TextRecord, bytes: Buffer): Taken {
  if (kind === 'line') {
    const line = readConsoleLine(bytes)
    if (line) return line
    if (bytes[0] === 0x7b || bytes[0] === 0x5b)
      return { fault: 'more than one JSON value on a line, or half of one' }
    return { message: bareMessage(bytes), as: ['text that is no JSON'] }
  }
  const members = membersOf(bytes)
  const wrapped = members && unwrap(members)
  if (wrapped) return wrapped
  if (isElement && bytes[0] === 0x22) return textElement(bytes)
  return { message: bareMessage(bytes), as: ['values'] }
}

/** An element that is text holds the value as the text, as `jq` writes what Kafka held. */
function textElement(bytes: Buffer): Taken {
  const taken = unwrap(new Map([['value', bytes]]))
  return taken && 'message' in taken ? { ...taken, as: ['values'] } : { fault: 'the value is no text' }
}

function malformed(detail: string): { refusal: Refusal } {
  return { refusal: { reason: 'malformed_json', detail } }
}

/** Where a file was cut, it may end in the middle of a character. */
function withoutHalfCharacter(bytes: Buffer): Buffer {
  let end = bytes.length
  while (end > 0 && end > bytes.length - 4 && (bytes[end - 1] ?? 0) >= 0x80) end -= 1
  return bytes.subarray(0, end)
}
