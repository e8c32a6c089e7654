import type { Server } from 'socket.io'
import type {
  FeedStatus,
  PastWish,
  Picture,
  Program,
  RecordWish,
  Refusal,
  SceneInfo,
  SubscribeAnswer,
  Subscription,
} from '../../warehouse/contract/picture.ts'
import type { NumberedOrder, WallState } from '../../warehouse/contract/wallOrder.ts'
import type { Principal } from '../auth/principal.ts'

interface FromClient {
  subscribe: (subscription: Subscription, ack: (answer: SubscribeAnswer) => void) => void
  past: (wish: PastWish, ack: (answer: SubscribeAnswer) => void) => void
  record: (wish: RecordWish, ack: (answer: SubscribeAnswer) => void) => void
  state: (state: WallState) => void
}
interface ToClient {
  program: (program: Program) => void
  scene: (scene: SceneInfo) => void
  picture: (picture: Picture) => void
  status: (status: FeedStatus) => void
  order: (order: NumberedOrder, ack: () => void) => void
  refused: (refusal: Refusal) => void
}
interface SocketData {
  principal: Principal
}
/** The live push: what viewers and server say to each other, and what the server knows of a viewer. */
export type LiveServer = Server<FromClient, ToClient, Record<string, never>, SocketData>
