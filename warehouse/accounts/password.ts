import { randomBytes, randomInt, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { TuanshuError } from '../errors.ts'

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)

// OWASP's first choice for scrypt; a quarter of a second and 128 MB for each guess
const N = 2 ** 17
const R = 8
const P = 1
const SALT_BYTES = 16
const KEY_BYTES = 32
/** Hashes that are computed at the same time: each takes 128 MB, and a thread of four that also serve files. */
const MOST_AT_ONCE = 2
const MOST_WAITING = 50

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

/** The text to store: `scrypt$N=…,r=…,p=…$salt$key`. Parameters stand in it, so that they can be raised for new ones. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await keyOf(password, salt, { N, r: R, p: P })
  return `scrypt$N=${N},r=${R},p=${P}$${salt.toString('base64')}$${key.toString('base64')}`
}

/**
 * Does the password belong to the hash? Without one (an unknown login, an account without a password) the answer is no,
 * and takes as long. Throws `TuanshuError('unavailable')` when too many wait already.
 */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const match = /^scrypt\$N=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(hash ?? '')
  const [, n, r, p, salt = '', key = ''] = match ?? []
  if (!match) {
    await keyOf(password, Buffer.alloc(SALT_BYTES), { N, r: R, p: P })
    return false
  }
  const found = await keyOf(password, Buffer.from(salt, 'base64'), {
    N: Number(n),
    r: Number(r),
    p: Number(p),
  })
  const wanted = Buffer.from(key, 'base64')
  return wanted.length === found.length && timingSafeEqual(wanted, found)
}

let running = 0
const waiting: (() => void)[] = []

async function keyOf(
  password: string,
  salt: Buffer,
  cost: { N: number; r: number; p: number },
): Promise<Buffer> {
  if (running >= MOST_AT_ONCE) {
    if (waiting.length >= MOST_WAITING)
      throw new TuanshuError('unavailable', 'too many passwords are being checked; try again in a moment')
    await new Promise<void>(resolve => waiting.push(resolve))
  } else running++
  try {
    // the same letters can arrive composed in different ways from different keyboards
    return await derive(password.normalize('NFKC'), salt, KEY_BYTES, {
      ...cost,
      maxmem: 2 * 128 * cost.N * cost.r,
    })
  } finally {
    // the turn passes on without being given back, or a third could slip in between
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}
