import { describe, expect, it } from 'vitest'
import { httpOrigin, readConfig } from '../../../warehouse/platform/config.ts'

describe('where the web server listens', () => {
  it.each([
    [
      { HTTP_HOST: '0.0.0.0' },
      /HTTP_HOST: 0\.0\.0\.0 is refused.*HTTP_TLS_CERT and HTTP_TLS_KEY.*HTTP_TRUST_PROXY/,
    ],
    [{ HTTP_HOST: '10.0.0.5', HTTP_TLS_CERT: 'a.pem' }, /HTTP_TLS_CERT, HTTP_TLS_KEY: must be set together/],
    [{ HTTP_TRUST_PROXY: 'proxy.example' }, /HTTP_TRUST_PROXY.*addresses or networks/],
    [{ HTTP_TRUST_PROXY: '10.0.0.0/33' }, /HTTP_TRUST_PROXY.*addresses or networks/],
    [{ HTTP_TRUST_PROXY: 'true' }, /HTTP_TRUST_PROXY.*addresses or networks/],
    [
      { WALL_OPEN: 'true', HTTP_HOST: '0.0.0.0', HTTP_TLS_CERT: 'a.pem', HTTP_TLS_KEY: 'b.pem' },
      /WALL_OPEN: .*needs a local HTTP_HOST/,
    ],
    // a proxy on the same machine brings the whole network to the local address
    [{ WALL_OPEN: 'true', HTTP_TRUST_PROXY: '127.0.0.1' }, /WALL_OPEN: .*no HTTP_TRUST_PROXY/],
  ])('refuses %o', (env, message) => {
    expect(() => readConfig(env)).toThrow(message)
  })

  it.each([
    [{}, 'http://127.0.0.1:8080'],
    [{ HTTP_HOST: '::1', WALL_OPEN: 'true' }, 'http://[::1]:8080'],
    [
      { HTTP_HOST: '0.0.0.0', HTTP_PORT: '443', HTTP_TLS_CERT: 'a.pem', HTTP_TLS_KEY: 'b.pem' },
      'https://0.0.0.0:443',
    ],
    [{ HTTP_HOST: '10.0.0.5', HTTP_TRUST_PROXY: '10.0.0.2, 10.1.0.0/16,fd00::/8' }, 'http://10.0.0.5:8080'],
  ])('takes %o', (env, origin) => {
    expect(httpOrigin(readConfig(env))).toBe(origin)
  })
})
