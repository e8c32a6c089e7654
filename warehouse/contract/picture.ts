import type { StatedFigure } from './figureState.ts'
import type { ChangeBase, FigureSpan, Scene } from './scene.ts'
import type { MetricUnit } from './unit.ts'

/**
 * What the wall is sent: always the whole picture of one scene and one organisation, with a sequence number and as-of
 * times; never a difference.
 *
 * Socket.IO events (path `/socket.io`):
 * - client → server `subscribe` ({ scene, org }, ack): joins this picture, and leaves the former one once this is there; the
 *   ack brings `{ ok: true, picture }`, or `{ ok: false, error }` when it is refused or a newer wish came; it comes as late
 *   as the picture does, and need not be asked for again; `org` is an org id, or `root`
 * - server → client `scene` (SceneInfo): the scene that was subscribed to, at once and before its picture
 * - server → client `picture` (Picture): the picture has changed
 * - server → client `status` (FeedStatus): every 2 s, also when nothing changed; silence of 5 s means the feed is lost
 * - server → client `refused` (Refusal): the server ends the line, and why; a line that is refused at its beginning has the
 *   same as `data` of its `connect_error`
 */
export interface Subscription {
  /** Id of the scene. */
  scene: string
  org: string
}

export interface SceneInfo extends Scene {
  id: string
}

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

/** From the depth in the tree. */
export const ORG_LEVELS = ['province', 'city', 'county', 'town', 'other'] as const

export interface OrgRef {
  id: string
  name: string
  level: (typeof ORG_LEVELS)[number]
  /** Administrative code, the join to the map; `''` when it has none. */
  regionCode: string
}

export interface Picture {
  /** Id of the scene. */
  scene: string
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
  /** By the ids of the scene's panels. */
  panels: Record<string, Panel>
}

export interface Panel {
  /** Data of this panel are complete up to this instant; 0 when its changes have never been read. */
  asOf: number
  /** Expected interval between changes of `asOf`, in milliseconds; late after 2 ×, very late after 5 ×. */
  every: number
  /** That of the last success; null when there never was one. */
  content: PanelContent | null
  /** When the panel could not be computed. */
  failure: { message: string; since: number } | null
}

/** What a panel holds, by its view. Figures are in the order of the scene's entry. */
export type PanelContent =
  | { view: 'figures'; figures: PanelFigure[] }
  | { view: 'ranking'; by: PanelFigure; beside: PanelFigure | null }
  | { view: 'trend'; of: PanelFigure; against: PanelFigure | null }
  | { view: 'shares'; figures: PanelFigure[]; of: PanelFigure }
  | { view: 'map'; of: PanelFigure }
  | { view: 'ticker'; events: TickerEvent[] }

/** The total, and what it is made of where the view shows it. */
export type PanelFigure = StatedFigure & {
  /** Metric id of the catalogue, for example `MEM01`. */
  metric: string
  title: string
  unit: MetricUnit
  definition: string
  span: FigureSpan
  /** By direct child, of a ranking or a map. */
  rows: ({ org: string; name: string; regionCode: string } & StatedFigure)[]
  /** By month, of a trend, oldest first; `bucket` is `YYYY-MM`. */
  points: ({ bucket: string } & StatedFigure)[]
  /** The same months of the year before, of a trend that shows them, in the order of the points. */
  lastYear: StatedFigure[]
  /** What its changes are told against, in the order of the scene's entry. */
  bases: ({ against: ChangeBase } & StatedFigure)[]
  /** By a breakdown, of shares, with its Chinese label. */
  items: ({ item: string; label: string } & StatedFigure)[]
}

export const EVENT_KINDS = [
  'member_joined',
  'member_moved',
  'member_left',
  'payment',
  'activity',
  'checkin',
] as const

/** Without personal data: place, kind and count or amount only. */
export interface TickerEvent {
  id: string
  /** Instant of the change at the source, milliseconds since 1970. */
  at: number
  kind: (typeof EVENT_KINDS)[number]
  /** For example `广州市 天河区 某团支部 新发展团员 1 名`. */
  text: string
  /** Administrative code of the county (else city) it happened in, for the mark on the map. */
  regionCode: string
}

/** All figures of a content, whatever its view. */
export function figuresIn(content: PanelContent | null): readonly PanelFigure[] {
  switch (content?.view) {
    case 'figures':
      return content.figures
    case 'ranking':
      return content.beside ? [content.by, content.beside] : [content.by]
    case 'trend':
      return content.against ? [content.of, content.against] : [content.of]
    case 'shares':
      return [...content.figures, content.of]
    case 'map':
      return [content.of]
    default:
      return []
  }
}

/** What has just happened, as the ticker of the picture tells it. */
export function eventsIn(picture: Picture | null): readonly TickerEvent[] {
  return Object.values(picture?.panels ?? {}).flatMap(({ content }) =>
    content?.view === 'ticker' ? content.events : [],
  )
}
