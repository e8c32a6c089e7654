import type { Server } from 'socket.io'
import type {
  FeedStatus,
  Picture,
  Program,
  Refusal,
  SceneInfo,
  SubscribeAnswer,
  Subscription,
} from '../../warehouse/contract/picture.ts'
import type { Principal } from '../auth/principal.ts'

interface FromClient {
  subscribe: (subscription: Subscription, ack: (answer: SubscribeAnswer) => void) => void
}
interface ToClient {
  program: (program: Program) => void
  scene: (scene: SceneInfo) => void
  picture: (picture: Picture) => void
  status: (status: FeedStatus) => void
  refused: (refusal: Refusal) => void
}
interface SocketData {
  principal: Principal
}
/** The live push: what viewers and server say to each other, and what the server knows of a viewer. */
export type LiveServer = Server<FromClient, ToClient, Record<string, never>, SocketData>
