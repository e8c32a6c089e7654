import net from 'node:net'
import type { Connection } from '../../../warehouse/platform/clickhouse/connection.ts'

/** What happens to one connection between a client and the real server. */
export type Carry = (client: net.Socket, server: net.Socket) => void

/** Carries all bytes on. */
export const carryAll: Carry = (client, server) => {
  client.pipe(server)
  server.pipe(client)
}

/** Answers one request; the next over the same connection finds it dead, as one that the server gave up while it was idle. */
export const diesIdle: Carry = (client, engine) => {
  let isIdle = false
  engine.on('data', part => {
    client.write(part)
    isIdle = true
  })
  client.on('data', part => {
    if (isIdle) client.resetAndDestroy()
    else engine.write(part)
  })
}

/** A TCP proxy before a real server, which can break connections as networks and dying servers do. */
export class BreakingProxy {
  /** For connections made from now on. */
  carry: Carry = carryAll
  /** Connections that are open. */
  readonly open = new Set<net.Socket>()
  made = 0

  private readonly server: net.Server

  private constructor(private readonly to: Connection) {
    const { hostname, port } = new URL(to.url)
    this.server = net.createServer(client => {
      const server = net.connect(Number(port), hostname)
      this.made += 1
      this.open.add(client)
      client.on('close', () => {
        this.open.delete(client)
        server.destroy()
      })
      for (const socket of [client, server]) socket.on('error', () => {})
      this.carry(client, server)
    })
  }

  static async before(to: Connection): Promise<BreakingProxy> {
    const proxy = new BreakingProxy(to)
    await new Promise<void>(resolve => proxy.server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get connection(): Connection {
    const address = this.server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    return { ...this.to, url: `http://127.0.0.1:${port}` }
  }

  stop(): Promise<void> {
    for (const client of this.open) client.destroy()
    return new Promise(resolve => this.server.close(() => resolve()))
  }
}
