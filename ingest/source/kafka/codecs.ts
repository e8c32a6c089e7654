import { compress, decompress, init } from '@bokuweb/zstd-wasm'
import kafkajs from 'kafkajs'
import lz4 from 'lz4-napi'
import snappy from 'snappyjs'

const { CompressionCodecs, CompressionTypes } = kafkajs

const ZSTD_LEVEL = 3
/** First guess for a zstd frame that does not say how long its content is, as those of the Java producer; and the last. */
const ZSTD_ROOM_BYTES = 1 << 20
const ZSTD_MOST_BYTES = 1 << 30
/** `ZSTD_error_dstSize_tooSmall`, the only way the package tells it. */
const ZSTD_TOO_SMALL = /code -70\b/

/** Snappy of the Java clients comes in chunks behind a header; that of librdkafka is bare. */
const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0])
const XERIAL_HEADER_BYTES = 16

let registered: Promise<void> | undefined

/**
 * Teaches kafkajs snappy, lz4 and zstd; gzip it knows. A topic in a codec that is not known would stop the reader.
 * Idempotent; kafkajs keeps its codecs per process.
 */
export function registerCodecs(): Promise<void> {
  registered ??= register()
  return registered
}

async function register(): Promise<void> {
  await init()
  CompressionCodecs[CompressionTypes.Snappy] = () => ({
    compress: async ({ buffer }: { buffer: Buffer }) => snappy.compress(buffer),
    decompress: async (packed: Buffer) => unpackSnappy(packed),
  })
  CompressionCodecs[CompressionTypes.LZ4] = () => ({
    compress: ({ buffer }: { buffer: Buffer }) => lz4.compressFrame(buffer),
    decompress: (packed: Buffer) => lz4.decompressFrame(packed),
  })
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: async ({ buffer }: { buffer: Buffer }) => bufferOf(compress(buffer, ZSTD_LEVEL)),
    decompress: async (packed: Buffer) => unpackZstd(packed),
  })
}

function unpackSnappy(packed: Buffer): Buffer {
  if (!packed.subarray(0, XERIAL.length).equals(XERIAL)) return snappy.uncompress(packed)
  const chunks: Buffer[] = []
  for (let at = XERIAL_HEADER_BYTES; at < packed.length; ) {
    const bytes = packed.readUInt32BE(at)
    at += 4
    chunks.push(snappy.uncompress(packed.subarray(at, at + bytes)))
    at += bytes
  }
  return Buffer.concat(chunks)
}

function unpackZstd(packed: Buffer): Buffer {
  for (let room = Math.max(ZSTD_ROOM_BYTES, packed.length * 8); ; room *= 4) {
    try {
      return bufferOf(decompress(packed, { defaultHeapSize: room }))
    } catch (error) {
      const isTooSmall = error instanceof Error && ZSTD_TOO_SMALL.test(error.message)
      if (!isTooSmall || room >= ZSTD_MOST_BYTES) throw error
    }
  }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
