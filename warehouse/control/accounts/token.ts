import { createHash, randomBytes } from 'node:crypto'

const TOKEN_BYTES = 32
const TOKEN = /^[\w-]{43}$/

/** A random token of 256 bits, for a cookie or a link. It is stored nowhere but there. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

/**
 * What is stored of a token: its sha256, hexadecimal; undefined for a text that cannot be one. A slow hash is for what
 * people think up; nobody guesses 256 bits.
 */
export function hashOfToken(token: string): string | undefined {
  return TOKEN.test(token) ? createHash('sha256').update(token).digest('hex') : undefined
}
