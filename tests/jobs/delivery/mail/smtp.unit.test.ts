import { afterEach, describe, expect, it } from 'vitest'
import { classifySending, type SmtpServer, SmtpSession } from '../../../../jobs/delivery/mail/smtp.ts'
import { certificate, type MailServer, mailServer } from '../../../support/servers/mailServer.ts'

const MESSAGE = Buffer.from(
  `Message-ID: <m@tuanshu.invalid>\r\nSubject: t\r\n\r\n${'body\r\n'.repeat(20_000)}`,
)
const ENVELOPE = { from: 'a@tuanshu.invalid', to: 'b@city.example' }
// short, so that a server that says nothing is found out soon; nothing is measured
const TIMEOUTS = { connect: 5_000, greeting: 5_000, silence: 400 }

let server: MailServer | undefined
let session: SmtpSession | undefined
afterEach(async () => {
  session?.close()
  await server?.stop()
})

async function start(options?: Parameters<typeof mailServer>[0], client: Partial<SmtpServer> = {}) {
  server = await mailServer(options)
  session = new SmtpSession({
    host: '127.0.0.1',
    port: server.port,
    security: 'none',
    timeouts: TIMEOUTS,
    ...client,
  })
  return { server, session }
}

describe('handing a message over', () => {
  it('uses one connection for many messages', async () => {
    const { server, session } = await start()
    for (let i = 0; i < 60; i++) {
      expect(await session.open()).toBeUndefined()
      expect(await session.send(ENVELOPE, MESSAGE)).toMatchObject({ kind: 'sent' })
    }
    expect(server.taken).toHaveLength(60)
  })

  it.each([
    ['recipient', { code: 550, text: 'no such user' }, 'refused'],
    ['recipient', { code: 450, text: 'greylisted' }, 'deferred'],
    ['recipient', { code: 421, text: 'going away' }, 'unavailable'],
    ['from', { code: 550, text: 'sender not allowed' }, 'unavailable'],
    ['from', { code: 451, text: 'too fast' }, 'unavailable'],
    ['from', { code: 552, text: 'too large' }, 'refused'],
    ['data', { code: 554, text: 'spam' }, 'refused'],
    ['data', { code: 451, text: 'try later' }, 'deferred'],
    ['data', 'silent', 'unknown'],
    ['data', 'drop', 'unknown'],
    ['data', 'take and drop', 'unknown'],
  ] as const)('%s answered with %o is %s', async (stage, answer, kind) => {
    const { server, session } = await start()
    if (stage === 'data') server.behave.data = () => answer
    else if (stage === 'from') server.behave.from = answer
    else server.behave.recipient = () => answer
    expect(await session.open()).toBeUndefined()
    const outcome = await session.send(ENVELOPE, MESSAGE)
    expect(outcome).toMatchObject({ kind, reason: expect.any(String) })
    // the next one has a connection that works
    server.behave.data = () => 'take'
    delete server.behave.from
    delete server.behave.recipient
    expect(await session.open()).toBeUndefined()
    expect(await session.send(ENVELOPE, MESSAGE)).toMatchObject({ kind: 'sent' })
  })

  it('refuses what is larger than the server says it takes, before it is sent', async () => {
    const { server, session } = await start({ size: 1000 })
    await session.open()
    expect(await session.send(ENVELOPE, MESSAGE)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('MAIL_MAX_MB'),
    })
    expect(server.taken).toEqual([])
  })

  it('is surely not taken when the line breaks before DATA', async () => {
    const { server, session } = await start()
    await session.open()
    await server.stop()
    expect(await session.send(ENVELOPE, MESSAGE)).toMatchObject({ kind: 'unavailable' })
  })

  it('judges an unknown error by whether the message was on its way', () => {
    expect(classifySending(new Error('?'), false).kind).toBe('unavailable')
    expect(classifySending(new Error('?'), true).kind).toBe('unknown')
    const halfReply = Object.assign(new Error('?'), { code: 'ECONNECTION', responseCode: 550 })
    expect(classifySending(halfReply, true).kind).toBe('unknown')
  })
})

describe('opening', () => {
  it('says that nobody is there', async () => {
    const { server, session } = await start()
    await server.stop()
    expect(await session.open()).toMatch(/^无法连接邮件服务器 127\.0\.0\.1:\d+：.*ECONNREFUSED/)
  })

  it('says what a greeting refuses', async () => {
    const { server, session } = await start()
    server.behave.connect = { code: 554, text: 'blocked' }
    expect(await session.open()).toContain('554')
  })

  it('signs in over STARTTLS and TLS with a certificate it can verify', async () => {
    const { key, cert } = certificate()
    const onAuth: NonNullable<Parameters<typeof mailServer>[0]>['onAuth'] = (auth, _session, done) =>
      auth.username === 'u' && auth.password === 'p'
        ? done(null, { user: 'u' })
        : done(Object.assign(new Error('bad password'), { responseCode: 535 }))
    const tls = { key, cert, onAuth, disabledCommands: [] }

    const known = { security: 'starttls', ca: cert, login: { user: 'u', password: 'p' } } as const
    const first = await start(tls, known)
    expect(await first.session.open()).toBeUndefined()
    expect(await first.session.send(ENVELOPE, MESSAGE)).toMatchObject({ kind: 'sent' })
    first.session.close()
    await first.server.stop()

    const wrong = await start(tls, { ...known, login: { user: 'u', password: 'wrong' } })
    const refused = await wrong.session.open()
    expect(refused).toContain('SMTP_PASSWORD')
    expect(refused).not.toContain('wrong')
    await wrong.server.stop()

    const unknown = await start(tls, { security: 'starttls' })
    expect(await unknown.session.open()).toContain('SMTP_TLS_CA')
    await unknown.server.stop()

    const secure = await start({ ...tls, secure: true }, { ...known, security: 'tls' })
    expect(await secure.session.open()).toBeUndefined()
    await secure.server.stop()
  })

  it('does not go on in the clear when STARTTLS is not offered', async () => {
    const { server, session } = await start({}, { security: 'starttls' })
    expect(await session.open()).toContain('SMTP_SECURITY')
    expect(server.taken).toEqual([])
  })
})
