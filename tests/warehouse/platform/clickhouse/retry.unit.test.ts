import http from 'node:http'
import { ClickHouseError } from '@clickhouse/client'
import pino from 'pino'
import { expect, test } from 'vitest'
import { openWarehouse } from '../../../../warehouse/platform/clickhouse/client.ts'
import { classify, whileUnreachable } from '../../../../warehouse/platform/clickhouse/retry.ts'

const silent = pino({ level: 'silent' })
const serverError = (code: string) => new ClickHouseError({ code, message: 'no', type: 'X' })

test('tells apart what may heal from what will not', async () => {
  expect(classify(serverError('252'))).toBe('transient')
  expect(classify(serverError('241'))).toBe('transient')
  expect(classify(serverError('62'))).toBe('refused')
  expect(classify(serverError('516'))).toBe('refused')
  expect(classify(new Error('socket hang up'))).toBe('unreachable')
  expect(classify(new Error('wrapped', { cause: serverError('252') }))).toBe('transient')
  expect(classify(new TypeError('x is not a function'))).toBe('unknown')
  expect(classify('text')).toBe('unknown')
})

test('a real refused connection and the page of a proxy are unreachable', async () => {
  const proxy = http.createServer((_, answer) => answer.writeHead(502).end('<h1>502 Bad Gateway</h1>'))
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  const address = proxy.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const login = { username: 'a', password: 'b' }
  const { app, close } = openWarehouse(
    { url: `http://127.0.0.1:${port}`, headers: {}, app: login, reader: login, embedded: false },
    'test',
  )
  expect(classify(await app.command({ query: 'select 1' }).catch(error => error))).toBe('unreachable')
  proxy.closeAllConnections()
  await new Promise(resolve => proxy.close(resolve))
  expect(classify(await app.command({ query: 'select 1' }).catch(error => error))).toBe('unreachable')
  await close()
})

test('goes on until it works', async () => {
  let tries = 0
  const result = await whileUnreachable(
    async () => {
      tries++
      if (tries < 3) throw serverError('252')
      return 'stored'
    },
    { log: silent },
  )
  expect({ result, tries }).toEqual({ result: 'stored', tries: 3 })
})

test('throws a refusal at once, and the reason of the signal when told to end', async () => {
  await expect(
    whileUnreachable(() => Promise.reject(serverError('62')), { log: silent }),
  ).rejects.toMatchObject({ code: '62' })
  const ending = new AbortController()
  const waiting = whileUnreachable(
    () => {
      ending.abort(new Error('enough'))
      return Promise.reject(serverError('252'))
    },
    { log: silent, signal: ending.signal },
  )
  await expect(waiting).rejects.toThrow('enough')
})
