import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import type { AddressInfo, Socket } from 'node:net'
import path from 'node:path'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { temporaryDir } from '../warehouse.ts'

/** A message that the server took. */
export interface TakenMail {
  to: string
  messageId: string
  raw: Buffer
}

/** What a server does with a message: its answer, nothing at all, or the line goes dead once all of it has arrived. */
export type DataBehaviour = 'take' | 'silent' | 'drop' | 'take and drop' | { code: number; text: string }

export interface MailServer {
  port: number
  taken: TakenMail[]
  /** Mails of each `Message-ID`, most first. */
  most(): number
  behave: {
    connect?: { code: number; text: string }
    from?: { code: number; text: string }
    recipient?: (address: string, tries: number) => { code: number; text: string } | undefined
    data: (to: string) => DataBehaviour | Promise<DataBehaviour>
  }
  stop(): Promise<void>
}

/** A real SMTP server that misbehaves as told. */
export async function mailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const taken: TakenMail[] = []
  const tries = new Map<string, number>()
  const sockets = new Set<Socket>()
  const behave: MailServer['behave'] = { data: () => 'take' }
  const refuse = ({ code, text }: { code: number; text: string }) =>
    Object.assign(new Error(text), { responseCode: code })

  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onConnect: (_session, done) => done(behave.connect && refuse(behave.connect)),
    onMailFrom: (_address, _session, done) => done(behave.from && refuse(behave.from)),
    onRcptTo: ({ address }, _session, done) => {
      const count = (tries.get(address) ?? 0) + 1
      tries.set(address, count)
      const refusal = behave.recipient?.(address, count)
      done(refusal && refuse(refusal))
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.once('end', async () => {
        const raw = Buffer.concat(chunks)
        const to = session.envelope.rcptTo[0]?.address ?? ''
        const answer = await behave.data(to)
        if (answer === 'take' || answer === 'take and drop') {
          const [, messageId = ''] = /^Message-ID:\s*(<[^>]+>)/im.exec(raw.toString('latin1')) ?? []
          taken.push({ to, messageId, raw })
        }
        if (answer === 'take') return done()
        if (answer === 'drop' || answer === 'take and drop') {
          for (const socket of sockets) if (socket.remotePort === session.remotePort) socket.destroy()
          return
        }
        if (typeof answer === 'object') done(refuse(answer))
      })
    },
    ...options,
  })
  // a client that is killed is no failure of the server
  server.on('error', () => {})
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    port,
    taken,
    behave,
    most: () => {
      const counts = new Map<string, number>()
      for (const { messageId } of taken) counts.set(messageId, (counts.get(messageId) ?? 0) + 1)
      return Math.max(0, ...counts.values())
    },
    stop: () =>
      new Promise(resolve => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

/** A certificate of its own for 127.0.0.1, made by openssl. */
export function certificate(): { key: string; cert: string } {
  const { dir, remove } = temporaryDir()
  try {
    const key = path.join(dir, 'key.pem')
    const cert = path.join(dir, 'cert.pem')
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=mail.test'],
        ...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
      ],
      { stdio: 'ignore' },
    )
    return { key: fs.readFileSync(key, 'utf8'), cert: fs.readFileSync(cert, 'utf8') }
  } finally {
    remove()
  }
}
