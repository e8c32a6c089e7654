import type { StatedFigure } from './figureState.ts'
import type { ChangeBase, FigureSpan, Scene } from './scene.ts'
import type { TargetDirection, TargetState } from './targetState.ts'
import type { MetricUnit, Unit } from './unit.ts'

/**
 * What the wall is sent: always the whole picture of one scene and one organisation, with a sequence number and as-of
 * times; never a difference.
 *
 * Socket.IO events (path `/socket.io`):
 * - client → server `subscribe` ({ scene, org }, ack): joins this picture, and leaves the former one once this is there; the
 *   ack brings `{ ok: true, picture }`, or `{ ok: false, error }` when it is refused or a newer wish came; it comes as late
 *   as the picture does, and need not be asked for again; `org` is an org id, or `root`
 * - server → client `program` (Program): at the beginning of a line, what a wall plays by itself
 * - server → client `scene` (SceneInfo): the scene that was subscribed to, at once and before its picture
 * - server → client `picture` (Picture): the picture has changed
 * - server → client `status` (FeedStatus): every 2 s, also when nothing changed; silence of 5 s means the feed is lost
 * - client → server `past` ({ scene, org, day }, ack): the picture of the end of a day that is over, for one look
 * - client → server `record` ({ scene, org, at }, ack): what was shown at an instant of the last day, or first after it
 * - server → client `order` (NumberedOrder, ack): to a wall that can be controlled, at the beginning of a line and with every
 *   change of its order; the ack says that it obeys
 * - client → server `state` (WallState): what such a wall shows, whenever that changes
 * - server → client `refused` (Refusal): the server ends the line, and why; a line that is refused at its beginning has the
 *   same as `data` of its `connect_error`
 */
export interface Subscription {
  /** Id of the scene. */
  scene: string
  org: string
}

/** `day`: `YYYY-MM-DD`. */
export interface PastWish extends Subscription {
  day: string
}

/** `at`: milliseconds since 1970. */
export interface RecordWish extends Subscription {
  at: number
}

export interface SceneInfo extends Scene {
  id: string
}

/** What a wall plays that was asked for no scene. */
export interface Program {
  /** In this order, from the end on anew. */
  round: { scene: string; title: string; seconds: number }[]
  /** After the last touch or key it plays on. */
  resumeSeconds: number
  /** Hours in which it is dimmed and slow, minutes since midnight in Asia/Shanghai; may run over midnight. */
  night: { from: number; to: number } | null
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
  /** Of the organisation and those below it; null while they cannot be read. */
  alerts: OpenAlerts | null
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
  /** Why nothing of it is told of this organisation or day, in words for the viewer. */
  notTold?: string
}

/** What a panel holds, by its view. Figures are in the order of the scene's entry. */
export type PanelContent =
  | { view: 'figures'; figures: PanelFigure[] }
  | { view: 'ranking'; by: PanelFigure; beside: PanelFigure | null }
  | { view: 'trend'; of: PanelFigure; against: PanelFigure | null }
  | { view: 'shares'; figures: PanelFigure[]; of: PanelFigure }
  | { view: 'bands'; figures: PanelFigure[]; of: PanelFigure }
  | { view: 'matrix'; columns: PanelFigure[] }
  | { view: 'flow'; figures: PanelFigure[]; from: PanelFigure; to: PanelFigure }
  | { view: 'funnel'; stages: PanelFigure[]; figures: PanelFigure[] }
  | { view: 'calendar'; of: PanelFigure }
  | { view: 'grid'; of: PanelFigure }
  | { view: 'map'; of: PanelFigure; arcs?: TransferArc[] }
  | { view: 'levels'; dues: DuesByLevel }
  | { view: 'targets'; targets: TargetProgress[] }
  | { view: 'alerts'; alerts: OpenAlerts }
  | { view: 'ticker'; events: TickerEvent[] }

/** The total, and what it is made of where the view shows it. */
export type PanelFigure = StatedFigure & {
  /** Metric id of the catalogue, for example `MEM01`. */
  metric: string
  title: string
  unit: MetricUnit
  definition: string
  /** Id of the report that shows it; null where none does. */
  report: string | null
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
  /** By day, of a calendar; null before the data begin. `first` is `YYYY-MM-DD`, a Monday. */
  days: { first: string; values: (number | null)[] } | null
  /** By direct child and month, of a grid: the months are those of the points. */
  courses: { org: string; name: string; points: StatedFigure[] }[]
}

export const EVENT_KINDS = [
  'member_joined',
  'member_moved',
  'member_left',
  'payment',
  'activity',
  'checkin',
  'study',
  'life',
  'consultation',
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

/** Transfers of this month from one child of the organisation to another. */
export interface TransferArc {
  from: { name: string; regionCode: string }
  to: { name: string; regionCode: string }
  count: number
}

export const KEEPING_LEVELS = ['province', 'city', 'county', 'grassroots'] as const

/** Where the dues of a month stay, fen; `collected` is what the others add up to. */
export interface DuesByLevel {
  /** `YYYY-MM`. */
  month: string
  collected: StatedFigure
  kept: ({ level: (typeof KEEPING_LEVELS)[number] } & StatedFigure)[]
  /** Passed on to those above the organisation. */
  toSuperiors: StatedFigure
  /** Kept by nobody. */
  unallocated: StatedFigure
}

/** How the organisation stands to a target of a campaign. */
export interface TargetProgress {
  campaign: string
  phase: string
  metric: string
  title: string
  unit: Unit
  direction: TargetDirection
  /** `YYYY-MM-DD`. */
  dueOn: string
  target: number
  figure: StatedFigure
  /** Fractions of 1: what is reached, and the time that has passed. */
  share: number | null
  elapsed: number | null
  state: TargetState
  /** `YYYY-MM-DD` by the pace of the last steps; null where none can be told. */
  forecast: string | null
  /** Direct children with this target, and those of them that are behind. */
  children: { all: number; behind: number }
}

/** An open alert for the wall: of an organisation, never of a person. */
export interface AlertLine {
  id: string
  rule: string
  title: string
  severity: 'amber' | 'red'
  orgName: string
  words: string
  /** `YYYY-MM-DD`. */
  raisedOn: string
  /** Who has it, in words. */
  holder: string
  /** The scene that it belongs to; null where none does. */
  scene: string | null
}

export interface OpenAlerts {
  /** Day of the last judgement, `YYYY-MM-DD`; null before the first. */
  judgedOn: string | null
  open: { amber: number; red: number }
  rules: { rule: string; title: string; amber: number; red: number }[]
  /** The gravest and newest. */
  first: AlertLine[]
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
    case 'bands':
      return [...content.figures, content.of]
    case 'matrix':
      return content.columns
    case 'flow':
      return [...content.figures, content.from, content.to]
    case 'funnel':
      return [...content.stages, ...content.figures]
    case 'calendar':
    case 'grid':
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
