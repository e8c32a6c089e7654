import fs from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { systemFault } from '../../../warehouse/platform/systemFault.ts'
import { temporaryDir } from '../../support/warehouse.ts'

const refused = (code: string, syscall: string, at?: string) =>
  Object.assign(new Error(code), { code, syscall, ...(at === undefined ? {} : { path: at }) })

it.each([
  ['ENOSPC', 'write', undefined, /^the disk of the data directory is full/],
  ['ENOSPC', 'open', '/data/spool/1', /^the disk of \/data\/spool\/1 is full/],
  ['EDQUOT', 'write', undefined, /quota/],
  ['EROFS', 'mkdir', '/data', /^\/data lies on a disk that is read-only/],
  ['EACCES', 'open', '/data/secret.key', /may not be used by this user/],
  ['ENOENT', 'mkdir', '/none/data', /cannot be made/],
])('%s of %s is a sentence that says where and what to do', (code, syscall, at, words) => {
  const wrapped = new Error('could not begin', { cause: refused(code, syscall, at) })
  expect(systemFault(wrapped)?.message).toMatch(words)
})

it('a file in the place of the directory is said to be one', () => {
  const place = temporaryDir()
  try {
    const file = path.join(place.dir, 'file')
    fs.writeFileSync(file, '')
    for (const dir of [file, path.join(file, 'data')])
      try {
        fs.mkdirSync(dir, { recursive: true })
        expect.unreachable()
      } catch (error) {
        expect(systemFault(error)).toMatchObject({
          code: 'config',
          message: expect.stringMatching(/a file where a directory has to be/),
        })
      }
  } finally {
    place.remove()
  }
})

it.each([
  ['EACCES', 'listen', undefined],
  ['EEXIST', 'link', '/data/secret.key'],
  ['ENOENT', 'open', '/app/sql/x.sql'],
])('%s of %s is none of these', (code, syscall, at) => {
  expect(systemFault(refused(code, syscall, at))).toBeUndefined()
  expect(systemFault(new Error('a defect'))).toBeUndefined()
})
