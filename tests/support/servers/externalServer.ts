import http from 'node:http'
import type { Connection } from '../../../warehouse/platform/clickhouse/connection.ts'

/**
 * Makes an embedded server reachable like an external one: by user and password only. A proxy adds the token.
 * Returns the address for CLICKHOUSE_URL.
 */
export async function externalServer({
  url,
  headers,
}: Connection): Promise<{ url: string; close(): Promise<void> }> {
  const proxy = http.createServer((incoming, answer) => {
    const outgoing = http.request(
      new URL(incoming.url ?? '/', url),
      { method: incoming.method, headers: { ...incoming.headers, ...headers }, agent: false },
      from => {
        answer.writeHead(from.statusCode ?? 502, from.headers)
        from.pipe(answer)
      },
    )
    outgoing.on('error', () => answer.destroy())
    incoming.pipe(outgoing)
  })
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  const address = proxy.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      proxy.closeAllConnections()
      return new Promise(resolve => proxy.close(() => resolve()))
    },
  }
}
