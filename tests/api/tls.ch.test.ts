import fs from 'node:fs'
import https from 'node:https'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createApp } from '../../api/app.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { makeCertificate } from '../support/servers/certificate.ts'
import { temporaryDir } from '../support/warehouse.ts'
import { testServer } from './server.ts'
import { PASSWORD, signInDesk } from './signInDesk.ts'

const desk = signInDesk()
const { ask, account } = desk

describe('listening with TLS', () => {
  const certificates = temporaryDir()
  afterAll(() => certificates.remove())

  it('speaks TLS itself, with secure cookies and a header that demands it', async () => {
    await account('city-20')
    const { cert, key } = await makeCertificate(certificates.dir)
    const secure = await testServer(desk.test, {
      now: () => desk.clock,
      config: { WALL_OPEN: false, HTTP_TLS_CERT: cert, HTTP_TLS_KEY: key },
    })
    try {
      const reply = await new Promise<{ status: number | undefined; cookies: string[]; demand: string }>(
        (resolve, reject) => {
          const request = https.request(
            `${secure.url}/api/session`,
            {
              method: 'POST',
              ca: fs.readFileSync(cert),
              headers: { 'content-type': 'application/json', origin: secure.url },
            },
            response => {
              response.resume()
              resolve({
                status: response.statusCode,
                cookies: response.headers['set-cookie'] ?? [],
                demand: response.headers['strict-transport-security'] ?? '',
              })
            },
          )
          request.on('error', reject)
          request.end(JSON.stringify({ login: 'city-20', password: PASSWORD }))
        },
      )
      expect(reply).toEqual({
        status: 200,
        cookies: [expect.stringMatching(/^tuanshu_session=.*; Secure/)],
        demand: 'max-age=15552000',
      })
    } finally {
      await secure.stop()
    }
    const plain = await ask('GET', '/api/session')
    expect(plain.headers.get('strict-transport-security')).toBeNull()
  })

  it('says which file is wrong', async () => {
    const { cert } = await makeCertificate(certificates.dir)
    const other = path.join(certificates.dir, 'other')
    fs.mkdirSync(other)
    const { key } = await makeCertificate(other)
    const start = (files: { HTTP_TLS_CERT: string; HTTP_TLS_KEY: string }) =>
      createApp({
        config: { ...desk.test.config, ...files },
        warehouse: desk.test.warehouse,
        log: createLog('test'),
      })
    await expect(start({ HTTP_TLS_CERT: cert, HTTP_TLS_KEY: '/nowhere.pem' })).rejects.toMatchObject({
      code: 'config',
      message: 'HTTP_TLS_KEY: /nowhere.pem cannot be read',
    })
    await expect(start({ HTTP_TLS_CERT: cert, HTTP_TLS_KEY: key })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('cannot be used together'),
    })
  })
})
