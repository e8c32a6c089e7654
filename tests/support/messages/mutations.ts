/** Random numbers from a seed: the same messages on every machine. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0
  return below => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}
export type Random = ReturnType<typeof randomOf>

type Json = unknown
type Container = Record<string, Json> | Json[]

/** JSON text that `JSON.stringify` would never write; a message holds its place until it is text. */
const RAW = [
  '1e400',
  '-1e400',
  '1e-400',
  '123456789012345678901234567890',
  '-9223372036854775809',
  '9007199254740993',
  '0.1000000000000000055511151231257827',
  '-0',
  '1E5',
  '"\\ud800"',
  '"\\udc00x"',
  '"\\u0000"',
  '{"__proto__":{"bill_id":9,"op":"c"}}',
  '{"constructor":1,"toString":2,"valueOf":3,"hasOwnProperty":4}',
  '{"a":1,"a":2}',
  `${'['.repeat(20_000)}1${']'.repeat(20_000)}`,
]
/** Nesting that exceeds the stack of some parsers; it is slow, so it is rare. */
const NEST = RAW.length - 1
const placeOf = (raw: number) => `@@RAW${raw}@@`
const VALUES: readonly Json[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  0.5,
  1.5,
  20_574,
  1_777_600_000_000,
  2 ** 53,
  'x',
  '',
  ' ',
  '0',
  '1',
  '-1',
  '1.005',
  '1e3',
  '0000-00-00',
  '2026-02-30',
  '2026-05-01T00:00:00Z',
  'INSERT',
  'd',
  'u',
  'true',
  '__debezium_unavailable_value',
  '团'.repeat(40),
  [],
  {},
  [[]],
  [1, 2],
  [{}],
  { a: 1 },
  { scale: 2, value: 'MDk=' },
  { scale: -9, value: '!' },
  'toString',
  '__proto__',
  ...RAW.slice(0, NEST).map((_, raw) => placeOf(raw)),
]
const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'op',
  'source',
  'schema',
  'payload',
  'before',
  'after',
  'data',
  'old',
  'type',
  'table',
  'isDdl',
  'op_type',
  'commitTs',
  'buildTs',
  'specversion',
  'meta',
  'metadata',
  'recordType',
  'allMetaData',
  'bill_id',
  'member_id',
  'is_deleted',
  'amount_due',
  '',
  '\u0000',
  'x_isMissing',
] as const

const isContainer = (value: Json): value is Container => typeof value === 'object' && value !== null
const get = (container: Container, name: string): Json => Reflect.get(container, name)
/** Also for "__proto__", which would otherwise not become a member. */
const put = (container: Container, name: string, value: Json) =>
  Object.defineProperty(container, name, { value, enumerable: true, configurable: true, writable: true })

/** A place inside of a value: a container and one of its members. */
function place(root: Json, random: Random): { container: Container; name: string } | null {
  if (!isContainer(root)) return null
  let container = root
  for (;;) {
    const names = Object.keys(container)
    if (names.length === 0) return null
    const name = names[random(names.length)] ?? ''
    const value = get(container, name)
    if (!isContainer(value) || random(6) === 0 || Object.keys(value).length === 0) return { container, name }
    container = value
  }
}

/** A copy: the faults that follow may change it. */
function anyValue(random: Random): Json {
  const value = VALUES[random(VALUES.length)]
  return isContainer(value) ? structuredClone(value) : value
}

/** One change to the meaning of a message. */
function mutateValue(root: Json, random: Random): void {
  const found = place(root, random)
  if (!found) return
  const { container, name } = found
  const value = get(container, name)
  switch (random(9)) {
    case 0:
    case 1:
    case 2:
      put(container, name, anyValue(random))
      return
    case 3:
      Reflect.deleteProperty(container, name)
      return
    case 4:
      Reflect.deleteProperty(container, name)
      put(container, NAMES[random(NAMES.length)] ?? '', value)
      return
    case 5:
      put(container, NAMES[random(NAMES.length)] ?? '', anyValue(random))
      return
    case 6: {
      const other = place(root, random)
      if (!other || isContainer(value)) return
      const taken = get(other.container, other.name)
      if (isContainer(taken)) return
      put(container, name, taken)
      put(other.container, other.name, value)
      return
    }
    case 7:
      put(container, name, random(200) === 0 ? placeOf(NEST) : [value])
      return
    default:
      put(container, name, typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? null))
  }
}

function toText(value: Json): string {
  return JSON.stringify(value).replace(/"@@RAW(\d+)@@"/g, (_, raw: string) => RAW[Number(raw)] ?? 'null')
}

/** One change to the bytes of a message. */
function mutateBytes(bytes: Buffer, random: Random): Buffer {
  const at = random(bytes.length + 1)
  const length = 1 + random(12)
  switch (random(5)) {
    case 0: {
      const flipped = Buffer.from(bytes)
      if (at < flipped.length) flipped[at] = random(256)
      return flipped
    }
    case 1:
      return bytes.subarray(0, at)
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
    case 3:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)])
    default:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from([random(256), 0xc3, 0x28]),
        bytes.subarray(at),
      ])
  }
}

/** A valid message of JSON with one to three faults. */
export function mutate(text: string, random: Random): Buffer {
  const value: Json = JSON.parse(text)
  const bytewise = random(4) === 0
  if (!bytewise) for (let faults = 1 + random(3); faults > 0; faults--) mutateValue(value, random)
  const bytes = Buffer.from(toText(value))
  return bytewise ? mutateBytes(bytes, random) : bytes
}
