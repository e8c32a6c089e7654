import fs from 'node:fs'
import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Config } from '../../../warehouse/platform/config.ts'
import { describeError, TuanshuError } from '../../../warehouse/platform/errors.ts'
import type { SendOutcome } from './delivery.ts'

export interface SmtpServer {
  host: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  /** CA certificates (PEM) of the server where the system does not know them. */
  ca?: string
  login?: { user: string; password: string }
  /** Milliseconds to connect, to be greeted, and of silence; tests have shorter ones. */
  timeouts?: { connect: number; greeting: number; silence: number }
}

export interface Envelope {
  from: string
  to: string
}

const PORTS = { tls: 465, starttls: 587, none: 25 } as const
// RFC 5321, 4.5.3.2: five minutes for a command, ten for the answer to a message
const TIMEOUTS = { connect: 30_000, greeting: 60_000, silence: 600_000 }
// mail servers limit the messages of one connection, some to fifty
const MAX_MESSAGES = 50

/** The configured mail server, or undefined when there is none. Throws `TuanshuError('config')` for an unreadable CA file. */
export function smtpServerOf(config: Config): SmtpServer | undefined {
  if (!config.SMTP_HOST) return undefined
  return {
    host: config.SMTP_HOST,
    port: config.SMTP_PORT ?? PORTS[config.SMTP_SECURITY],
    security: config.SMTP_SECURITY,
    ...(config.SMTP_TLS_CA ? { ca: readCa(config.SMTP_TLS_CA) } : {}),
    ...(config.SMTP_USER && config.SMTP_PASSWORD
      ? { login: { user: config.SMTP_USER, password: config.SMTP_PASSWORD } }
      : {}),
  }
}

/**
 * One connection to a mail server, used for one mail after the other. Not nodemailer's pool: that one sends a message
 * again by itself when the connection breaks, also after the server may have taken it.
 */
export class SmtpSession {
  readonly #server: SmtpServer
  #connection: SMTPConnection | undefined
  #sent = 0

  constructor(server: SmtpServer) {
    this.#server = server
  }

  /** Makes sure that the server can be talked to. Resolves to why not, in words for the log page, or to undefined. */
  async open(): Promise<string | undefined> {
    if (this.#sent >= MAX_MESSAGES) this.close()
    const known = this.#connection
    if (known) {
      // a server drops idle connections, and a workbook may have taken its time
      const isAlive = await ask(known, done => known.reset(done)).then(
        () => true,
        () => false,
      )
      if (isAlive) return undefined
      this.close()
    }
    const { host, port, login } = this.#server
    const connection = new SMTPConnection(optionsOf(this.#server))
    // without a listener an error between two mails would end the process
    connection.on('error', () => {})
    try {
      await ask(connection, done => connection.connect(done))
      if (login)
        await ask(connection, done =>
          connection.login(
            {
              user: login.user,
              pass: login.password,
              credentials: { user: login.user, pass: login.password },
            },
            done,
          ),
        )
    } catch (error) {
      connection.close()
      return describeOpening(error, `${host}:${port}`)
    }
    this.#connection = connection
    this.#sent = 0
    return undefined
  }

  /** Hands a message over. Never throws: what is not known to be refused is `unknown`. */
  async send({ from, to }: Envelope, message: Buffer): Promise<SendOutcome> {
    const connection = this.#connection
    if (!connection) return { kind: 'unavailable', reason: '邮件服务器的连接已断开' }
    const body = Readable.from([message], { objectMode: false })
    try {
      let reply = ''
      await ask(connection, done =>
        connection.send({ from, to: [to], size: message.length }, body, (error, info) => {
          reply = info?.response ?? ''
          done(error)
        }),
      )
      this.#sent++
      return { kind: 'sent', reply }
    } catch (error) {
      // a refused message may still be flowing into the connection
      this.close()
      return classifySending(error, body.readableDidRead)
    }
  }

  close(): void {
    this.#connection?.close()
    this.#connection = undefined
  }
}

/**
 * What a failure of handing over means. Pure. The server can only have taken the message after its first byte was read,
 * that is after it answered DATA with 354; from then on only an answer of its own says that it did not.
 */
export function classifySending(error: unknown, wasMessageRead: boolean): SendOutcome {
  const { code, command, status } = factsOf(error)
  const text = describeError(error)
  if (wasMessageRead) {
    if (code === 'EMESSAGE' && status >= 500)
      return { kind: 'refused', reason: `邮件服务器拒收邮件内容：${text}` }
    if (code === 'EMESSAGE' && status >= 400)
      return { kind: 'deferred', reason: `邮件服务器暂不接收：${text}` }
    return {
      kind: 'unknown',
      reason: `邮件内容已开始传送，但没有收到邮件服务器的答复（${text}），不能确定是否已送达，请核实后决定`,
    }
  }
  if (code === 'EMESSAGE')
    return { kind: 'refused', reason: `邮件超过邮件服务器允许的大小，请调小 MAIL_MAX_MB：${text}` }
  if (code !== 'EENVELOPE' || status === 421)
    return { kind: 'unavailable', reason: `与邮件服务器的连接中断：${text}` }
  if (command === 'MAIL FROM') {
    if (status === 552) return { kind: 'refused', reason: `邮件服务器不接受这样大的邮件：${text}` }
    return { kind: 'unavailable', reason: `邮件服务器不接受发件人（MAIL_FROM）：${text}` }
  }
  if (status >= 400 && status < 500) return { kind: 'deferred', reason: `邮件服务器暂不接收：${text}` }
  return { kind: 'refused', reason: `邮件服务器拒收：${text}` }
}

function describeOpening(error: unknown, address: string): string {
  const { code } = factsOf(error)
  const text = describeError(error)
  if (code === 'EAUTH') return `邮件服务器 ${address} 不接受 SMTP_USER 与 SMTP_PASSWORD：${text}`
  if (code === 'ETLS' || /certificate|self[- ]signed/i.test(text))
    return `与邮件服务器 ${address} 的加密连接失败，请检查 SMTP_SECURITY 与 SMTP_TLS_CA：${text}`
  return `无法连接邮件服务器 ${address}：${text}`
}

function optionsOf({ host, port, security, ca, timeouts = TIMEOUTS }: SmtpServer): SMTPConnection.Options {
  return {
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    // certificates are verified, also of addresses on the local network
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2', ...(ca ? { ca } : {}) },
    connectionTimeout: timeouts.connect,
    greetingTimeout: timeouts.greeting,
    socketTimeout: timeouts.silence,
    allowInternalNetworkInterfaces: true,
    logger: false,
  }
}

/**
 * Waits for the callback of a command, and for the end of the connection: a command that is cut off is not always called
 * back.
 */
function ask(
  connection: SMTPConnection,
  command: (done: (error?: Error | null) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const onEnd = () => finish(new Error('connection closed'))
    const finish = (error?: Error | null) => {
      connection.off('error', finish)
      connection.off('end', onEnd)
      if (error) reject(error)
      else resolve()
    }
    connection.once('error', finish)
    connection.once('end', onEnd)
    command(finish)
  })
}

function factsOf(error: unknown): { code: string; command: string; status: number } {
  const read = (name: string): unknown =>
    typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined
  return {
    code: String(read('code') ?? ''),
    command: String(read('command') ?? ''),
    status: Number(read('responseCode') ?? 0) || 0,
  }
}

function readCa(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    throw new TuanshuError('config', `SMTP_TLS_CA: ${file} cannot be read: ${describeError(error)}`, {
      cause: error,
    })
  }
}
