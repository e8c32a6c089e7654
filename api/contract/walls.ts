import type {
  DaySpeed,
  StepSeconds,
  Theme,
  WallOrder,
  WallState,
} from '../../warehouse/contract/wallOrder.ts'

export type { WallOrder, WallState } from '../../warehouse/contract/wallOrder.ts'

/** GET /api/walls: those that the account may control, by name. */
export interface WallList {
  walls: WallInfo[]
  /** Server time, milliseconds since 1970. */
  now: number
}

export interface WallInfo {
  id: string
  name: string
  /** What it may show at the most. */
  org: string
  orgName: string
  /** Of its order; 0 while nobody has controlled it. */
  seq: number
  order: WallOrder
  /** Who gave the order, and when; `''` and 0 while nobody has. */
  login: string
  orderedAt: number
  /** Those that are connected. */
  screens: WallScreen[]
}

export interface WallScreen {
  /** Milliseconds since 1970. */
  since: number
  heardAt: number | null
  state: WallState | null
}

/** POST /api/walls/:id/orders: one change. */
export type WallCommand =
  | { do: 'scene'; scene: string | null }
  | { do: 'org'; org: string | null }
  | { do: 'theme'; theme: Theme | null }
  | { do: 'title'; title: string }
  | { do: 'pause' | 'play' }
  /** The end of a day, `YYYY-MM-DD`. */
  | { do: 'past'; day: string }
  /** The last twelve months, week by week. */
  | { do: 'replay'; stepSeconds: StepSeconds }
  /** What walls have shown in the last 24 hours. */
  | { do: 'last_day'; speed: DaySpeed }
  /** `live` ends what the others begin. */
  | { do: 'freeze' | 'maintain' | 'live' }
  /** Puts the order before this one back. */
  | { do: 'undo'; seq: number }

export interface WallAnswer {
  wall: WallInfo
  /** Screens that were told, and those that have said within a second that they obey. */
  delivery: { screens: number; obeyed: number }
}

/** POST /api/pairing asks for a code, GET /api/pairing what has become of it: this browser's, by its cookie. */
export interface PairingAnswer {
  state: 'none' | 'waiting' | 'opened'
  /** Six digits; `''` without one. */
  code: string
  /** Milliseconds since 1970. */
  expiresAt: number
  now: number
}

/** POST /api/kiosks/pair {code, name, org} → PairedWall. Administrators only. */
export interface PairedWall {
  id: string
  name: string
}
