import { randomBytes } from 'node:crypto'

/** What opens an embedded server: made once by its owner and kept over restarts, so that clients need not notice one. */
export interface Credentials {
  /** Value of the header without which the server answers 404. */
  token: string
  appPassword: string
  readerPassword: string
}

export const TOKEN_HEADER = 'X-Warehouse-Token'

/**
 * Dictionaries read their source as this user. It has no password, because a dictionary would keep an old one over a
 * restart; it may only read `app`, and over HTTP only together with the token.
 */
export const DICTIONARY_USER = 'dictionary'

export function createCredentials(): Credentials {
  const secret = () => randomBytes(24).toString('base64url')
  return { token: secret(), appPassword: secret(), readerPassword: secret() }
}
