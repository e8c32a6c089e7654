import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestWarehouse, temporaryDir, testWarehouse } from '../support/warehouse.ts'
import { signedIn, type TestServer, testServer } from './server.ts'

const page = temporaryDir()
let test: TestWarehouse
let server: TestServer
let admin: Record<string, string> = {}

beforeAll(async () => {
  fs.mkdirSync(path.join(page.dir, 'portal'))
  fs.writeFileSync(path.join(page.dir, 'portal', 'index.html'), 'the portal')
  test = await testWarehouse()
  server = await testServer(test, { page: page.dir })
  admin = await signedIn(server, { role: 'admin', org: 'root' })
})
afterAll(async () => {
  await server?.stop()
  await test?.stop()
  page.remove()
})

/** Sends bytes as they are, which `fetch` would mend, and resolves to status and body of the answer. */
function send(text: string): Promise<{ status: number; body: ReturnType<typeof JSON.parse> }> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.on('data', part => {
      answer += String(part)
    })
    socket.on('error', reject)
    socket.on('close', () => {
      const [head = '', body = ''] = answer.split('\r\n\r\n')
      resolve({ status: Number(head.split(' ')[1]), body: body.startsWith('{') ? JSON.parse(body) : body })
    })
  })
}
const request = (method: string, url: string, headers: Record<string, string> = {}, body = '') => {
  const all = { host: 'x', connection: 'close', ...admin, ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return send(`${method} ${url} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
}
const json = (body: string) => ({
  'content-type': 'application/json',
  'content-length': String(Buffer.byteLength(body)),
})

describe('whatever is wrong with a request, its answer has one shape and speaks Chinese', () => {
  it.each<[string, number, string, () => Promise<{ status: number; body: unknown }>]>([
    ['an address that is none', 400, '地址无效', () => request('GET', '/api/orgs/%zz')],
    ['also outside of the interface', 400, '地址无效', () => request('GET', '/%c0%ae/x')],
    ['a parameter without end', 414, '地址过长', () => request('DELETE', `/api/kiosks/${'9'.repeat(300)}`)],
    ['an unknown address', 404, '没有这个接口', () => request('GET', '/api/nothing')],
    ['a method that the address does not have', 404, '没有这个接口', () => request('PUT', '/api/kiosks')],
    [
      'a body that is no JSON',
      400,
      '请求内容不是有效的 JSON',
      () => request('POST', '/api/kiosks', json('{"name":'), '{"name":'),
    ],
    ['no body', 400, '请求内容为空', () => request('POST', '/api/kiosks', json(''))],
    [
      'a body of another kind',
      415,
      '请求内容须为 JSON（application/json）',
      () => request('POST', '/api/kiosks', { ...json('<a/>'), 'content-type': 'text/xml' }, '<a/>'),
    ],
    [
      'a body that is too large',
      413,
      '请求内容过大',
      () => request('POST', '/api/kiosks', json('x'.repeat(70_000)), 'x'.repeat(70_000)),
    ],
    [
      'a value of the wrong type',
      400,
      'name：无效输入：期望 string，实际接收 数字',
      () => request('POST', '/api/kiosks', json('{"name":1}'), '{"name":1}'),
    ],
    ['no HTTP at all', 400, '请求无效', () => send('hello\r\n\r\n')],
    [
      'headers without end',
      431,
      '请求头过大',
      () => request('GET', '/api/health', { 'x-long': 'x'.repeat(40_000) }),
    ],
  ])('%s', async (_, status, message, ask) => {
    expect(await ask()).toEqual({
      status,
      body: {
        error: { code: expect.stringMatching(/^(input|not_found)$/), message, requestId: expect.any(String) },
      },
    })
  })
})

it('an address that no file can have is not there, and is no failure of the server', async () => {
  for (const name of ['%00', 'x%00.js', '%0a', '%7f', 'a%00/../b', '..%00'])
    for (const folder of ['/reports/', '/', '/assets/']) {
      const { status } = await request('GET', `${folder}${name}`)
      expect([folder + name, [400, 404].includes(status)]).toEqual([folder + name, true])
    }
  // longer than a file system takes, and a file where a folder would have to be
  for (const name of [`${'x'.repeat(90)}/${'y'.repeat(400)}`, 'index.html/x'])
    expect(await request('GET', `/reports/${name}`)).toMatchObject({ status: 200, body: 'the portal' })
})
