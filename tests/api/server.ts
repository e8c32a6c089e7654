import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { io, type Socket } from 'socket.io-client'
import { createApp } from '../../api/app.ts'
import type { FeedStatus, Picture, SubscribeAnswer } from '../../api/live/picture.ts'
import type { Warehouse } from '../../warehouse/clickhouse/client.ts'
import { createLog } from '../../warehouse/log.ts'
import type { TestWarehouse } from '../support/warehouse.ts'

export interface TestServer {
  app: FastifyInstance
  url: string
  /** Route of every query that the reader was asked since the last `forget`, as its log comment. */
  asked: string[]
  forget(): void
  stop(): Promise<void>
}

/** A server on a free port over a test's warehouse, which notes what it asks. */
export async function testServer(
  test: TestWarehouse,
  options: { now?: () => number; page?: string } = {},
): Promise<TestServer> {
  const asked: string[] = []
  const app = await createApp({
    config: test.config,
    warehouse: noting(test.warehouse, asked),
    log: createLog('test').child({}, { level: 'error' }),
    ...options,
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return {
    app,
    url: `http://127.0.0.1:${port}`,
    asked,
    forget: () => {
      asked.length = 0
    },
    stop: () => app.close(),
  }
}

/** The same warehouse; its reader also writes down the comment of each query before it asks. */
function noting(warehouse: Warehouse, asked: string[]): Warehouse {
  const reader = new Proxy(warehouse.reader, {
    get(target, name) {
      if (name !== 'query') return Reflect.get(target, name, target)
      return (params: Parameters<typeof target.query>[0]) => {
        asked.push(String(params.clickhouse_settings?.log_comment ?? 'tree'))
        return target.query(params)
      }
    },
  })
  return { ...warehouse, reader }
}

export interface TestViewer {
  socket: Socket
  pictures: Picture[]
  statuses: FeedStatus[]
  subscribe(org: string, scene?: string): Promise<SubscribeAnswer>
  close(): void
}

/** A connected viewer that collects what it is sent. */
export async function viewer(url: string, transports: string[] = ['websocket']): Promise<TestViewer> {
  const socket = io(url, { transports, reconnection: false, forceNew: true })
  const pictures: Picture[] = []
  const statuses: FeedStatus[] = []
  socket.on('picture', (picture: Picture) => pictures.push(picture))
  socket.on('status', (status: FeedStatus) => statuses.push(status))
  await new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve)
    socket.on('connect_error', reject)
  })
  return {
    socket,
    pictures,
    statuses,
    subscribe: (org, scene = 'overview') => socket.timeout(20_000).emitWithAck('subscribe', { scene, org }),
    close: () => socket.disconnect(),
  }
}
