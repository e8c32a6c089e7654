import { describe, expect, it } from 'vitest'
import { smtpServerOf } from '../../../../jobs/delivery/mail/smtp.ts'
import { readConfig } from '../../../../warehouse/platform/config.ts'

const MAIL = { SMTP_HOST: 'mail.province.example', MAIL_FROM: '团数 <tuanshu@province.example>' }

describe('the settings of mail', () => {
  it('are off without a server', () => {
    expect(smtpServerOf(readConfig({}))).toBeUndefined()
  })

  it.each([
    [{}, { port: 587, security: 'starttls' }],
    [{ SMTP_SECURITY: 'tls' }, { port: 465, security: 'tls' }],
    [{ SMTP_SECURITY: 'none' }, { port: 25, security: 'none' }],
    [{ SMTP_PORT: '2525' }, { port: 2525 }],
    [{ SMTP_USER: 'u', SMTP_PASSWORD: 'p' }, { login: { user: 'u', password: 'p' } }],
  ])('%o', (env, server) => {
    expect(smtpServerOf(readConfig({ ...MAIL, ...env }))).toMatchObject(server)
  })

  it.each([
    [{ MAIL_FROM: '' }, 'MAIL_FROM: must be set when SMTP_HOST is set'],
    [{ MAIL_FROM: 'nobody' }, 'MAIL_FROM: must be an address'],
    [{ MAIL_FROM: 'a@b.example\r\nBcc: x@y.example' }, 'MAIL_FROM: must be an address'],
    [{ SMTP_USER: 'u' }, 'SMTP_USER, SMTP_PASSWORD: must be set together'],
    [{ SMTP_USER: 'u', SMTP_PASSWORD: 'p', SMTP_SECURITY: 'none' }, 'SMTP_SECURITY: none would send'],
    [{ MAIL_CATCHER: 'true' }, 'SMTP_HOST, MAIL_CATCHER: set one of them'],
  ])('refuses %o', (env, message) => {
    expect(() => readConfig({ ...MAIL, ...env })).toThrow(message)
  })

  it('says which certificate cannot be read', () => {
    expect(() => smtpServerOf(readConfig({ ...MAIL, SMTP_TLS_CA: '/no/ca.pem' }))).toThrow(
      'SMTP_TLS_CA: /no/ca.pem cannot be read',
    )
  })
})
