import { randomBytes, scryptSync } from 'node:crypto'

/**
 * The hash of a password by parameters that cost nothing, as an old account may have one: what a test signs in with, unless
 * the time that a check takes is what it is about.
 */
export function cheapHash(password: string): string {
  const salt = randomBytes(16)
  const key = scryptSync(password.normalize('NFKC'), salt, 32, { N: 16, r: 8, p: 1 })
  return `scrypt$N=16,r=8,p=1$${salt.toString('base64')}$${key.toString('base64')}`
}
