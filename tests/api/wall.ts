import { io, type Socket } from 'socket.io-client'
import { KIOSK_COOKIE } from '../../api/auth/cookies.ts'
import type { NumberedOrder, WallState } from '../../warehouse/contract/wallOrder.ts'
import { addKiosk, type Kiosk } from '../../warehouse/control/accounts/kiosks.ts'
import type { TestServer } from './server.ts'

export interface TestWall {
  kiosk: Kiosk
  socket: Socket
  /** What it was told, the newest last. */
  orders: NumberedOrder[]
  tell(state: Partial<WallState>): void
}

export const SHOWN: WallState = {
  seq: 0,
  scene: 'overview',
  org: { id: 'root', name: '广东' },
  theme: 'dark',
  asOf: 0,
  mark: '',
  isPaused: false,
  connection: 'live',
  layout: 'standard',
  untold: [],
}

/** Makes a link for an organisation. */
export async function newWall(
  { warehouse, now }: Pick<TestServer, 'warehouse' | 'now'>,
  org: string,
  name = `大屏 ${org}`,
): Promise<{ kiosk: Kiosk; headers: { cookie: string } }> {
  const { kiosk, token } = await addKiosk(warehouse.app, { name, org }, now())
  return { kiosk, headers: { cookie: `${KIOSK_COOKIE}=${token}` } }
}

/** A wall of a link at a server; a deaf one never says that it obeys. */
export async function openWall(
  url: string,
  { kiosk, headers }: { kiosk: Kiosk; headers: { cookie: string } },
  isDeaf = false,
): Promise<TestWall> {
  const socket = io(url, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    extraHeaders: headers,
  })
  const orders: NumberedOrder[] = []
  socket.on('order', (order: NumberedOrder, ack: () => void) => {
    orders.push(order)
    if (!isDeaf) ack()
  })
  await new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve)
    socket.on('connect_error', reject)
  })
  return { kiosk, socket, orders, tell: state => void socket.emit('state', { ...SHOWN, ...state }) }
}
