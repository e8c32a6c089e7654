import { createRequire } from 'node:module'
import { crc32c } from '@node-rs/crc32'
import { describeError } from '../../../warehouse/platform/errors.ts'

/** A batch in a partition that gives no messages: which offsets it holds, and what is wrong with it. */
export interface Unreadable {
  first: bigint
  last: bigint
  /** `damaged`: not what its producer wrote. `codec`: packed in a way that is not known here. `content`: written wrong. */
  kind: 'damaged' | 'codec' | 'content'
  reason: string
}

/** The parts of kafkajs' record and decoder that are needed here. */
interface KafkaRecord {
  offset: string
  isControlRecord: boolean
  timestamp: string
  key: null
  value: null
  headers: Record<string, never>
  batchContext: { inTransaction: boolean; isControlBatch: boolean; producerId: string }
}
interface Decoder {
  readInt32(): number
  readBytes(length: number): Buffer
  canReadBytes(length: number): boolean
}
type DecodeMessages = (decoder: Decoder) => Promise<object[]>

const require = createRequire(import.meta.url)
const INTERNAL = 'kafkajs/src/protocol'
const DECODE_MESSAGES = `${INTERNAL}/requests/fetch/v4/decodeMessages.js`

/** Where the fields of a record batch (magic 2) stand: kafka.apache.org, "Record Batch". */
const AT = { length: 8, magic: 16, crc: 17, attributes: 21, lastOffsetDelta: 23, records: 57, end: 61 }
const BEFORE_LENGTH = 12
const MAGIC = 2
const CODEC_BITS = 0x07
const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd']

const unreadable = new WeakMap<object, Unreadable>()
let installed = false

/**
 * Lets kafkajs decode what it fetched batch by batch, with the checks it leaves out: it compares no checksums, takes an
 * unknown codec for none, and fails the whole fetch without a position when one batch is broken. Here the messages before
 * such a batch come as usual, and the batch itself as one message that `unreadableOf` knows.
 *
 * kafkajs has no hook for it, so its module is replaced before the first fetch loads it. Idempotent.
 */
export function checkRecordBatches(): void {
  if (installed) return
  installed = true
  const original: DecodeMessages = require(DECODE_MESSAGES)
  const module = require.cache[require.resolve(DECODE_MESSAGES)]
  if (!module) throw new Error(`kafkajs has no ${DECODE_MESSAGES} any more: its batches cannot be checked`)
  module.exports = decodeWith(original)
}

/** What is wrong, if this message of kafkajs stands for a batch that cannot be read. */
export function unreadableOf(message: object): Unreadable | undefined {
  return unreadable.get(message)
}

function decodeWith(original: DecodeMessages): DecodeMessages {
  const decodeBatch: (decoder: Decoder) => Promise<{ records: object[] }> = require(
    `${INTERNAL}/recordBatch/v0/decoder.js`,
  )
  const DecoderOf: new (bytes: Buffer) => Decoder = require(`${INTERNAL}/decoder.js`)

  return async decoder => {
    const size = decoder.readInt32()
    if (size <= 0 || !decoder.canReadBytes(size)) return []
    const set = decoder.readBytes(size)
    if (set.length <= AT.magic || set.readInt8(AT.magic) !== MAGIC) {
      const framed = Buffer.alloc(4 + set.length)
      framed.writeInt32BE(set.length)
      set.copy(framed, 4)
      return original(new DecoderOf(framed))
    }

    const records: object[] = []
    for (let at = 0; at + AT.end <= set.length; ) {
      const end = at + BEFORE_LENGTH + set.readInt32BE(at + AT.length)
      // the last batch of a fetch may be cut off
      if (end > set.length) break
      const batch = set.subarray(at, end)
      try {
        checkBatch(batch)
        // one by one: a spread of a hundred thousand overflows the stack
        for (const record of (await decodeBatch(new DecoderOf(batch))).records) records.push(record)
        // compaction leaves batches without messages, which must be passed over like a marker
        if (batch.readInt32BE(AT.records) === 0) records.push(placeholder(batch, true))
      } catch (error) {
        if (records.length === 0) records.push(broken(batch, error))
        break
      }
      at = end
    }
    return records
  }
}

class Refused extends Error {
  constructor(
    readonly kind: Unreadable['kind'],
    message: string,
  ) {
    super(message)
  }
}

function checkBatch(batch: Buffer): void {
  if (crc32c(batch.subarray(AT.attributes)) !== batch.readUInt32BE(AT.crc))
    throw new Refused('damaged', 'its checksum does not fit its content')
  const codec = batch.readInt16BE(AT.attributes) & CODEC_BITS
  if (codec >= CODECS.length)
    throw new Refused('codec', `it is packed with codec number ${codec}, which is not known here`)
}

function broken(batch: Buffer, error: unknown): KafkaRecord {
  const codec = CODECS[batch.readInt16BE(AT.attributes) & CODEC_BITS]
  const record = placeholder(batch, false)
  unreadable.set(record, {
    first: batch.readBigInt64BE(0),
    last: BigInt(record.offset),
    kind: error instanceof Refused ? error.kind : 'content',
    reason:
      error instanceof Refused
        ? error.message
        : `its content cannot be ${codec === 'none' ? 'decoded' : `unpacked as ${codec}`} (${describeError(error)})`,
  })
  return record
}

/** A message at the end of a batch that is none. */
function placeholder(batch: Buffer, isControlRecord: boolean): KafkaRecord {
  const last = batch.readBigInt64BE(0) + BigInt(batch.readInt32BE(AT.lastOffsetDelta))
  return {
    offset: last.toString(),
    isControlRecord,
    timestamp: '0',
    key: null,
    value: null,
    headers: {},
    batchContext: { inTransaction: false, isControlBatch: isControlRecord, producerId: '-1' },
  }
}
