import { gunzipSync } from 'node:zlib'
import kafkajs from 'kafkajs'
import snappy from 'snappyjs'
import { beforeAll, expect, test } from 'vitest'
import { registerCodecs } from '../../../../ingest/source/kafka/codecs.ts'

const { CompressionCodecs, CompressionTypes } = kafkajs

beforeAll(registerCodecs)

const SHORT = '青年'.repeat(30_000)
const LONG = '青年'.repeat(700_000)

/** What other producers than ours and Java's may write, made with the lz4 and zstd tools and kept as gzip in base64. */
const FRAMES: [what: string, type: keyof typeof CompressionCodecs, frame: string, content: string][] = [
  [
    'lz4, blocks that depend on those before, checksum of the content',
    CompressionTypes.LZ4,
    'H4sIAAAAAAACA2NR8pVwcYgTYGRgyH85d9LTnVvYGP6PcPAoYAsoKLiAYcL/Z6QHxv8XAcBE8XLueQZgCpkEZg75FHIwAJzSgT5iyPQUVAYAzTrlMQQDAAA=',
    SHORT,
  ],
  [
    'lz4, independent blocks with checksums, size of the content',
    CompressionTypes.LZ4,
    'H4sIAAAAAAACA2NR8pWocVDYz8QAAmwCjAwM+S/nTnq6cwsbw/8RDh4FbAEFRXTgxsvgcNkJ5o6Gy6OAp6Cg8De3O3semGjyJ4G5Qz5cDgaA0/2DpLBKUF7I9BRUBgA9rR1NHgMAAA==',
    SHORT,
  ],
  [
    'lz4, independent blocks, nothing checked',
    CompressionTypes.LZ4,
    'H4sIAAAAAAACA2NR8pVIcGgSYGRgyH85d9LTnVvYGP6PcPAoYAsoKMBhshPMHA2TRwFPQUFxngEYJpPAzCEfJgcDwOkd6CMGAKShKRwGAwAA',
    SHORT,
  ],
  [
    'zstd, 4 MB whose size the frame does not tell, with checksum',
    CompressionTypes.ZSTD,
    'H4sIAAAAAAACA9PYqv+XJaKEgcHg5dxJT3duYWT4/v+kt6APAwPHJEaGP/8tBZhA7J1I7JdI7FE11FPjClFjc41Zsbmv7jMAcd8zBJoBAAA=',
    LONG,
  ],
  [
    'zstd, a stream without checksum',
    CompressionTypes.ZSTD,
    'H4sIAAAAAAACA9PYqv+XIaKEgcHg5dxJT3duYWT4/v+kt6APAwPHJEaGP/8tBZhA7J1I7JdI7FE11FPjClFjc41ZEQBBSfkQlgEAAA==',
    LONG,
  ],
]

test.each(FRAMES)('%s', async (_, type, frame, content) => {
  const unpacked: Buffer = await CompressionCodecs[type]().decompress(
    gunzipSync(Buffer.from(frame, 'base64')),
  )
  expect(unpacked.toString() === content).toBe(true)
})

test('snappy, bare as librdkafka writes it, and in the chunks of the Java clients', async () => {
  const { decompress } = CompressionCodecs[CompressionTypes.Snappy]()
  const bare: Buffer = await decompress(snappy.compress(Buffer.from(SHORT)))
  expect(bare.toString() === SHORT).toBe(true)

  const chunks = [SHORT, '', LONG].flatMap(text => {
    const packed = snappy.compress(Buffer.from(text))
    const length = Buffer.alloc(4)
    length.writeUInt32BE(packed.length)
    return [length, packed]
  })
  const header = Buffer.from('82534e41505059000000000100000001', 'hex')
  const framed: Buffer = await decompress(Buffer.concat([header, ...chunks]))
  expect(framed.toString() === SHORT + LONG).toBe(true)
})

test.each([
  ['lz4', CompressionTypes.LZ4],
  ['zstd', CompressionTypes.ZSTD],
] as const)('%s: what is broken is refused, not guessed', async (_, type) => {
  const codec = CompressionCodecs[type]()
  const packed = Buffer.from(await codec.compress({ buffer: Buffer.from(SHORT) }))
  const broken = packed.subarray(0, packed.length - 9)
  await expect((async () => codec.decompress(broken))()).rejects.toThrow()
})
