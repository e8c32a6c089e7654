import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
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

it('a server that does not answer is named, and what to see to', async () => {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  await once(server, 'close')
  const socket = net.connect(port, '127.0.0.1')
  const [error] = await once(socket, 'error')
  expect(systemFault(error)).toMatchObject({
    code: 'unavailable',
    message: `127.0.0.1:${port} does not answer (ECONNREFUSED): see that it runs, and try again`,
  })
  const unknown = Object.assign(new Error('x'), { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: 'ch' })
  expect(systemFault(unknown)?.message).toMatch(/^ch does not answer \(ENOTFOUND\)/)
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
