import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { open, readSecrets, seal } from '../../../warehouse/platform/secrets.ts'
import { temporaryDir } from '../../support/warehouse.ts'

let place: ReturnType<typeof temporaryDir>
let dataDir: string
let file: string

beforeEach(() => {
  place = temporaryDir()
  dataDir = path.join(place.dir, 'data')
  file = path.join(dataDir, 'secret.key')
})

afterEach(() => place.remove())

test('is made once, for this user only, and stays the same', () => {
  const first = readSecrets(dataDir)
  expect(fs.statSync(file).mode & 0o777).toBe(0o600)
  expect(fs.statSync(dataDir).mode & 0o777).toBe(0o700)
  expect(fs.readdirSync(dataDir)).toEqual(['secret.key'])
  expect(readSecrets(dataDir)).toEqual(first)
  expect(first.keyId).toBe(first.keyId >>> 0)
  const keys = [first.personKey, first.spoolKey, first.deadLetterKey].map(key => key.toString('hex'))
  expect(new Set(keys).size).toBe(3)
  expect(keys.map(key => key.length)).toEqual([64, 64, 64])
})

test('another installation has other keys', () => {
  const here = readSecrets(dataDir)
  const there = readSecrets(path.join(place.dir, 'other'))
  expect(there.keyId).not.toBe(here.keyId)
  expect(there.personKey).not.toEqual(here.personKey)
})

test('refuses a file that others may read, and a damaged one', () => {
  readSecrets(dataDir)
  fs.chmodSync(file, 0o640)
  expect(() => readSecrets(dataDir)).toThrow('can be read by others (mode 640)')
  fs.chmodSync(file, 0o600)
  fs.writeFileSync(file, 'c2hvcnQ=\n')
  expect(() => readSecrets(dataDir)).toThrow('is damaged')
})

test('sealed bytes open with the key that sealed them, and not once changed', () => {
  const { spoolKey, deadLetterKey } = readSecrets(dataDir)
  const plain = Buffer.from('{"姓名":"张三"}')
  const sealed = seal(spoolKey, plain)
  expect(sealed.includes(plain)).toBe(false)
  expect(open(spoolKey, sealed)).toEqual(plain)
  expect(seal(spoolKey, plain)).not.toEqual(sealed)
  expect(() => open(deadLetterKey, sealed)).toThrow('cannot be opened')
  for (const at of [0, 12, 28, sealed.length - 1]) {
    const changed = Buffer.from(sealed)
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
    expect(() => open(spoolKey, changed)).toThrow('cannot be opened')
  }
  expect(() => open(spoolKey, sealed.subarray(0, 20))).toThrow('cannot be opened')
})
