import type { StatedFigure } from '../../warehouse/contract/figureState.ts'
import type { MetricUnit } from '../../warehouse/contract/unit.ts'

/**
 * What the wall is sent: always the whole picture of one scene and one organisation, with a sequence number and as-of
 * times; never a difference. Types only, shared with the dashboard.
 *
 * Socket.IO events (path `/socket.io`):
 * - client → server `subscribe` ({ scene, org }, ack): joins this picture, and leaves the former one once this is there; the
 *   ack brings `{ ok: true, picture }`, or `{ ok: false, error }` when it is refused or a newer wish came; it comes as late
 *   as the picture does, and need not be asked for again; `org` is an org id, or `root`
 * - server → client `picture` (Picture): the picture has changed
 * - server → client `status` (FeedStatus): every 2 s, also when nothing changed; silence of 5 s means the feed is lost
 * - server → client `refused` (Refusal): the server ends the line, and why; a line that is refused at its beginning has the
 *   same as `data` of its `connect_error`
 */
export interface Subscription {
  scene: SceneName
  org: string
}

export type SceneName = 'overview'

/** Why a viewer is not let in, or cut off, in words for the viewer. */
export interface Refusal {
  message: string
}

export type SubscribeAnswer = { ok: true; picture: Picture } | { ok: false; error: string }

export interface FeedStatus {
  /** Server time, milliseconds since 1970. */
  now: number
  /** Changes with the build of the page: the wall reloads itself when it differs from the one it started with. */
  build: string
  /** Business day of the server, `YYYY-MM-DD`. */
  day: string
  /** `live`: the ingest has caught up. `behind`: it is working through a backlog. `lost`: no sign of life for 5 s. */
  feed: 'live' | 'behind' | 'lost'
  /** While history is loading: how far, 0…1, and what is being loaded. */
  loading: { share: number; text: string } | null
  /** Changes applied per second, over the last ten seconds. */
  rate: number
}

export interface OrgRef {
  id: string
  name: string
  /** `province` | `city` | `county` | `town` | `other`, from the depth in the tree. */
  level: 'province' | 'city' | 'county' | 'town' | 'other'
  /** Administrative code, the join to the map; `''` when it has none. */
  regionCode: string
}

export interface Picture {
  scene: SceneName
  org: OrgRef
  /** From the top of the viewer's scope down to the parent of `org`. */
  parents: OrgRef[]
  /** Active direct children, in the order of the tree; of `root` those of the province. */
  children: OrgRef[]
  /** Grows by one with each new content of this scene and org; starts anew when the server starts. */
  sequence: number
  /** Milliseconds since 1970 when the picture was computed. */
  builtAt: number
  /** The data are complete up to this instant: the oldest of the logs that were read; 0 when the ingest has never reported. */
  asOf: number
  /** Business day of the figures, `YYYY-MM-DD`. */
  day: string
  panels: Record<PanelName, Panel>
}

export type PanelName =
  | 'headline'
  | 'members_map'
  | 'members_ranking'
  | 'joins_trend'
  | 'dues_trend'
  | 'dues_today'
  | 'activities_now'
  | 'ticker'

export interface Panel {
  /** Data of this panel are complete up to this instant; 0 when its changes have never been read. */
  asOf: number
  /** Expected interval between changes of `asOf`, in milliseconds; late after 2 ×, very late after 5 ×. */
  every: number
  figures: PanelFigure[]
  /** Only the ticker has these. */
  events: TickerEvent[]
  /** When the panel could not be computed; figures are then those of the last success. */
  failure: { message: string; since: number } | null
}

/** The total, and what it is made of. */
export type PanelFigure = StatedFigure & {
  /** Metric id of the catalogue, for example `MEM01`. */
  metric: string
  title: string
  unit: MetricUnit
  definition: string
  /** What the figure covers: `now`, `today`, `month` (this month so far), `months` (last 12 months), `children`. */
  span: 'now' | 'today' | 'month' | 'months' | 'children'
  /** By direct child, when the panel shows them. */
  rows: ({ org: string; name: string; regionCode: string } & StatedFigure)[]
  /** By month or day, oldest first; `bucket` is `YYYY-MM` or `YYYY-MM-DD`. */
  points: ({ bucket: string } & StatedFigure)[]
  /** By a breakdown, with its Chinese label. */
  items: ({ item: string; label: string } & StatedFigure)[]
}

/** Without personal data: place, kind and count or amount only. */
export interface TickerEvent {
  id: string
  /** Instant of the change at the source, milliseconds since 1970. */
  at: number
  kind: 'member_joined' | 'member_moved' | 'member_left' | 'payment' | 'activity' | 'checkin'
  /** For example `广州市 天河区 某团支部 新发展团员 1 名`. */
  text: string
  /** Administrative code of the county (else city) it happened in, for the mark on the map. */
  regionCode: string
}
