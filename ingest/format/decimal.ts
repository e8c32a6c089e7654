/** Beyond this many places a number is no amount, count or id of a source, and its plain text would only be long. */
const MOST_PLACES = 64

/**
 * A decimal number without its exponent: `2.7E-8` becomes `0.000000027`. Java prints decimals and floats like that
 * (Flink, Huawei DRS). Text that is no such number, or has an absurd exponent, comes back as it is.
 */
export function plainDecimal(text: string): string {
  const found = /^(-?)(\d+)(?:\.(\d*))?[eE]([+-]?\d+)$/.exec(text)
  if (!found) return text
  const [, sign = '', whole = '', fraction = '', exponent = ''] = found
  const shift = Number(exponent)
  if (Math.abs(shift) > MOST_PLACES) return text
  return `${sign}${placePoint(`${whole}${fraction}`, fraction.length - shift)}`
}

/**
 * Base64 of a two's-complement big-endian unscaled value as decimal text: Kafka Connect's `Decimal`. Null for what is no
 * such value.
 */
export function decimalText(base64: unknown, scale: unknown): string | null {
  const places = Number(scale)
  const bytes = fromBase64(base64)
  if (!bytes || bytes.length === 0 || bytes.length > MOST_PLACES) return null
  if (!Number.isInteger(places) || Math.abs(places) > MOST_PLACES) return null
  let unscaled = BigInt(`0x${bytes.toString('hex')}`)
  if ((bytes[0] ?? 0) >= 0x80) unscaled -= 1n << BigInt(bytes.length * 8)
  const sign = unscaled < 0n ? '-' : ''
  return `${sign}${placePoint(String(unscaled < 0n ? -unscaled : unscaled), places)}`
}

/** Base64 of little-endian bytes as a whole number: Debezium's `Bits`. Null for what is no such value. */
export function bitsText(base64: unknown): string | null {
  const bytes = fromBase64(base64)
  if (!bytes || bytes.length === 0 || bytes.length > MOST_PLACES) return null
  return String(BigInt(`0x${bytes.reverse().toString('hex')}`))
}

/** Digits with `places` of them behind the point; with fewer than none, zeros are appended. */
function placePoint(digits: string, places: number): string {
  const padded = places > 0 ? digits.padStart(places + 1, '0') : digits.padEnd(digits.length - places, '0')
  const cut = padded.length - Math.max(places, 0)
  const whole = padded.slice(0, cut).replace(/^0+(?=\d)/, '')
  return places > 0 ? `${whole}.${padded.slice(cut)}` : whole
}

/** `Buffer.from` skips what is no base64, and would make a number of anything. */
function fromBase64(text: unknown): Buffer | null {
  if (typeof text !== 'string' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null
  return Buffer.from(text, 'base64')
}
