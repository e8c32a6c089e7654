import net from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { readConfig } from '../../../../warehouse/platform/config.ts'
import { createLog } from '../../../../warehouse/platform/log.ts'
import { createRegistry } from '../../../../warehouse/platform/telemetry/createRegistry.ts'
import { serveMetrics } from '../../../../warehouse/platform/telemetry/serveMetrics.ts'

const TOKEN = 'a-token-of-some-length'
const log = createLog('test')
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

async function serve(settings: Record<string, string>): Promise<string> {
  const config = readConfig({ METRICS_PORT: String(await freePort()), ...settings })
  closing.push(await serveMetrics(createRegistry(), config, log))
  return `http://127.0.0.1:${config.METRICS_PORT}`
}

it('serves what the process is, and nothing else', async () => {
  const url = await serve({})
  const answer = await fetch(`${url}/metrics`)
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  expect(await answer.text()).toMatch(/^process_resident_memory_bytes \d+$/m)
  expect((await fetch(`${url}/`)).status).toBe(404)
  expect((await fetch(`${url}/metrics`, { method: 'POST' })).status).toBe(404)
})

it('asks for the token where there is one', async () => {
  const url = await serve({ METRICS_TOKEN: TOKEN })
  const as = async (authorization: string) =>
    (await fetch(`${url}/metrics`, { headers: { authorization } })).status
  expect([await as(''), await as('Bearer wrong'), await as(TOKEN), await as(`Bearer ${TOKEN}`)]).toEqual([
    401, 401, 401, 200,
  ])
})

it('is off by default, and names the setting when its port is taken', async () => {
  closing.push(await serveMetrics(createRegistry(), readConfig({}), log))
  const url = await serve({})
  await expect(serve({ METRICS_PORT: new URL(url).port })).rejects.toMatchObject({
    code: 'config',
    message: expect.stringMatching(/EADDRINUSE.*METRICS_PORT/),
  })
})

it('is not opened to the network without a token', () => {
  const open = { METRICS_PORT: '9100', METRICS_HOST: '0.0.0.0' }
  expect(() => readConfig(open)).toThrow(/METRICS_HOST: .*METRICS_TOKEN/)
  expect(() => readConfig({ ...open, METRICS_TOKEN: 'short' })).toThrow(/METRICS_TOKEN: must have 16/)
  expect(readConfig({ ...open, METRICS_TOKEN: TOKEN }).METRICS_PORT).toBe(9100)
})
