import { compress, decompress, init } from '@bokuweb/zstd-wasm'
import kafkajs from 'kafkajs'
import snappy from 'kafkajs-snappy'
import lz4 from 'lz4-napi'

const { CompressionCodecs, CompressionTypes } = kafkajs
const ZSTD_LEVEL = 3

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
  CompressionCodecs[CompressionTypes.Snappy] = snappy
  CompressionCodecs[CompressionTypes.LZ4] = () => ({
    compress: ({ buffer }: { buffer: Buffer }) => lz4.compressFrame(buffer),
    decompress: (buffer: Buffer) => lz4.decompressFrame(buffer),
  })
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: async ({ buffer }: { buffer: Buffer }) => Buffer.from(compress(buffer, ZSTD_LEVEL)),
    decompress: async (buffer: Buffer) => Buffer.from(decompress(buffer)),
  })
}
