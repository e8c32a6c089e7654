/** A codec factory for `CompressionCodecs` of kafkajs; the package brings no types. */
declare module 'kafkajs-snappy' {
  interface Codec {
    compress(encoder: { buffer: Buffer }): Promise<Uint8Array>
    decompress(buffer: Buffer): Promise<Buffer>
  }
  export default function createCodec(): Codec
}
