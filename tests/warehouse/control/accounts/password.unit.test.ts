import { scryptSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  checkStrength,
  generatePassword,
  hashPassword,
  isPassword,
} from '../../../../warehouse/control/accounts/password.ts'

// a hash takes most of a second by design
describe('a password', { timeout: 30_000 }, () => {
  it('is known by its hash, which carries its parameters and another salt each time', async () => {
    const [one, other] = await Promise.all([
      hashPassword('雨后春笋 2026 ok'),
      hashPassword('雨后春笋 2026 ok'),
    ])
    expect(one).toMatch(/^scrypt\$N=131072,r=8,p=1\$[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=$/)
    expect(one).not.toBe(other)
    expect(await isPassword('雨后春笋 2026 ok', one)).toBe(true)
    expect(await isPassword('雨后春笋 2026 oK', one)).toBe(false)
  })

  it('is known by a hash of weaker parameters, from before they were raised', async () => {
    const key = scryptSync('an old password', Buffer.from('salt'), 32, { N: 16, r: 8, p: 1 })
    const stored = `scrypt$N=16,r=8,p=1$c2FsdA==$${key.toString('base64')}`
    expect(await isPassword('an old password', stored)).toBe(true)
    expect(await isPassword('a wrong password', stored)).toBe(false)
  })

  it('fits no account that has none', async () => {
    expect(await isPassword('', '')).toBe(false)
    expect(await isPassword('anything at all', undefined)).toBe(false)
  })

  it('is the same however the keyboard composes its letters', async () => {
    const hash = await hashPassword('caf\u00e9 au lait')
    expect(await isPassword('cafe\u0301 au lait', hash)).toBe(true)
  })

  it('is checked without keeping the process from other work', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    await Promise.all([hashPassword('one of two at once'), hashPassword('two of two at once')])
    clearInterval(timer)
    expect(turns).toBeGreaterThan(3)
  })

  it.each([
    ['gz-office', 'short', /10 to 200 characters/],
    ['gz-office', 'x'.repeat(201), /10 to 200 characters/],
    ['gz-office', 'My-GZ-Office-1', /must not contain the login/],
    ['gz-office', 'aaaaaaaaaaaa', /too easy to guess/],
    ['gz-office', '12345678901234', /too easy to guess/],
    ['gz-office', 'Password123456', /too easy to guess/],
    ['gz-office', 'tuanshu@2026', /too easy to guess/],
    ['gz-office', 'qwertyuiop!1', /too easy to guess/],
    ['gz-office', 'meine Katze schnurrt', undefined],
  ])('of %s: %s', (login, password, refusal) => {
    const check = () => checkStrength(login, password)
    if (refusal) expect(check).toThrow(refusal)
    else expect(check).not.toThrow()
  })

  it('that is made is strong, and never the same', () => {
    const made = Array.from({ length: 200 }, generatePassword)
    for (const password of made) {
      expect(password).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/)
      expect(() => checkStrength('admin', password)).not.toThrow()
    }
    expect(new Set(made).size).toBe(200)
  })
})
