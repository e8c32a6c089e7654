import { randomBytes, randomInt, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { TuanshuError } from '../../platform/errors.ts'
import { BoundedQueue } from './boundedQueue.ts'

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)

// OWASP's first choice for scrypt; a quarter of a second and 128 MB for each guess
const N = 2 ** 17
const R = 8
const P = 1
const SALT_BYTES = 16
const KEY_BYTES = 32
/** Hashes that are computed at the same time: each takes 128 MB, and a thread of four that also serve files. */
const MOST_AT_ONCE = 2
/** Those who wait longer than some six seconds are sent away. */
const MOST_WAITING = 50
/** Of one address, behind which a whole office may sit: the sign-in of others still finds a place. */
const MOST_WAITING_OF_ONE = 10

export const SHORTEST_PASSWORD = 10
export const LONGEST_PASSWORD = 200

const WELL_KNOWN = [
  '1234567890',
  '0987654321',
  '123456',
  '654321',
  'abcdefghijklmnopqrstuvwxyz',
  'abcdef',
  'abc123',
  'qwertyuiop',
  'qwerty',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx',
  'password',
  'passw0rd',
  'p@ssw0rd',
  'admin',
  'welcome',
  'tuanshu',
  'gongqingtuan',
  'tuanwei',
]
export const FEWEST_OWN_CHARACTERS = 5

// without letters and digits that look alike on paper
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
const GROUPS = 4
const GROUP_LENGTH = 5

/** A random password of 99 bits in groups that can be read out. */
export function generatePassword(): string {
  const group = () =>
    Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  return Array.from({ length: GROUPS }, group).join('-')
}

/** Rules of a password, in the order in which they are checked. */
export const PASSWORD_RULES = ['length', 'login', 'own_characters'] as const
export type PasswordRule = (typeof PASSWORD_RULES)[number]

const REFUSALS: Readonly<Record<PasswordRule, string>> = {
  length: `the password must have ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters`,
  login: 'the password must not contain the login',
  own_characters: `the password is too easy to guess: besides well-known words and digits in a row it needs ${FEWEST_OWN_CHARACTERS} different characters`,
}

/**
 * The first rule that a password breaks, undefined when it may be used: it is too short or long, holds the login, or is
 * little more than one repeated character or well-known words, and would be guessed first. Pure.
 */
export function brokenRule(login: string, password: string): PasswordRule | undefined {
  if (password.length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD) return 'length'
  const lower = password.toLowerCase()
  if (lower.includes(login.toLowerCase())) return 'login'
  const own = WELL_KNOWN.reduce((rest, word) => rest.replaceAll(word, ''), lower)
  return new Set(own).size < FEWEST_OWN_CHARACTERS ? 'own_characters' : undefined
}

/** Throws `TuanshuError('input')` for a password that breaks a rule. */
export function checkStrength(login: string, password: string): void {
  const rule = brokenRule(login, password)
  if (rule) throw new TuanshuError('input', REFUSALS[rule])
}

/**
 * The text to store: `scrypt$N=…,r=…,p=…$salt$key`. Parameters stand in it, so that they can be raised for new ones.
 * `from` is the address that asks, `''` for a command. Throws as `isPassword` does.
 */
export async function hashPassword(password: string, from = ''): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await keyOf(from, password, salt, { N, r: R, p: P })
  return `scrypt$N=${N},r=${R},p=${P}$${salt.toString('base64')}$${key.toString('base64')}`
}

/**
 * Does the password belong to the hash? Without one (an unknown login, an account without a password) the answer is no,
 * and takes as long. `from` is the address that asks. Throws `TuanshuError`: `limited` when too many from there wait
 * already, `unavailable` when too many wait at all.
 */
export async function isPassword(password: string, hash: string | undefined, from = ''): Promise<boolean> {
  const match = /^scrypt\$N=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(hash ?? '')
  const [, n, r, p, salt = '', key = ''] = match ?? []
  if (!match) {
    await keyOf(from, password, Buffer.alloc(SALT_BYTES), { N, r: R, p: P })
    return false
  }
  const found = await keyOf(from, password, Buffer.from(salt, 'base64'), {
    N: Number(n),
    r: Number(r),
    p: Number(p),
  })
  const wanted = Buffer.from(key, 'base64')
  return wanted.length === found.length && timingSafeEqual(wanted, found)
}

/** Of all who hash a password in this process. */
const queue = new BoundedQueue({
  atOnce: MOST_AT_ONCE,
  waiting: MOST_WAITING,
  waitingOfOne: MOST_WAITING_OF_ONE,
})

function keyOf(
  from: string,
  password: string,
  salt: Buffer,
  cost: { N: number; r: number; p: number },
): Promise<Buffer> {
  return queue.run(from, () =>
    // the same letters can arrive composed in different ways from different keyboards
    derive(password.normalize('NFKC'), salt, KEY_BYTES, { ...cost, maxmem: 2 * 128 * cost.N * cost.r }),
  )
}
