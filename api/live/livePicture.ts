import type { ClickHouseClient } from '@clickhouse/client'
import { PANEL_NAMES, type PanelId, REST_MS, SCENES, type SceneId } from '../../warehouse/catalogue/scenes.ts'
import { findOrgs, type Org } from '../../warehouse/orgs/readOrgs.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import { describeError } from '../../warehouse/platform/errors.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { dayOf, formatDay } from '../../warehouse/platform/time/day.ts'
import { askSettled } from '../../warehouse/query/ask.ts'
import type { MaskedAnswer } from '../../warehouse/query/suppress.ts'
import type { KnownTree } from '../../warehouse/query/unmasked.ts'
import { readEvents } from './events.ts'
import { fillFigures } from './fillFigure.ts'
import type { Heads } from './heads.ts'
import { panelAsOf, panelEvery, panelKey } from './panelTime.ts'
import type { Panel, PanelFigure, Picture, TickerEvent } from './picture.ts'
import { orgRef, type Place, readPlace } from './place.ts'
import { sceneAsks } from './sceneAsks.ts'

export interface Deps {
  reader: ClickHouseClient
  log: Log
  /** Administrative code of the province, shown while there is no tree. */
  province: string
  now(): number
  /** The instant up to which a log is complete. */
  completeAt(log: string): number
}

interface PanelState {
  /** What the content depends on; another key means that the panel must be asked anew. */
  key: string
  askedAt: number
  asOf: number
  figures: PanelFigure[]
  events: TickerEvent[]
  failure: Panel['failure']
}

const NOT_READ = '数据暂时无法读取，显示的是上次的数据'
// a log that cannot be read is not asked four times a second
const RETRY_MS = 2_000

/**
 * The picture of one scene and one organisation for one scope, kept up to date panel by panel. A panel is asked anew when
 * the heads of its logs, the tree or the business day changed; panels that are due together share one call of the query
 * builder, so that all their figures of one log come from one snapshot.
 */
export class LivePicture {
  readonly #deps: Deps
  readonly #scene: SceneId
  readonly #org: string
  readonly #scope: Scope
  readonly #panels = new Map<PanelId, PanelState>()
  #place: { tree: string; place: Place } | undefined
  #picture: Picture | undefined
  #sequence = 0

  constructor(deps: Deps, scene: SceneId, org: string, scope: Scope) {
    this.#deps = deps
    this.#scene = scene
    this.#org = org
    this.#scope = scope
  }

  get picture(): Picture | undefined {
    return this.#picture
  }

  /**
   * Brings the picture to these heads. Resolves to true when its content changed. Throws `TuanshuError` for an
   * organisation that is unknown or outside the scope, and when not even the tree can be read; the panels stay as they
   * were then.
   */
  async refresh(heads: Heads): Promise<boolean> {
    const now = this.#deps.now()
    const today = dayOf(now)
    const due = PANEL_NAMES.filter(panel => this.#isDue(panel, heads, today, now))
    // read before the figures: they hold everything up to then, and perhaps more
    const asOf = new Map(PANEL_NAMES.map(panel => [panel, this.#completeAt(panel, heads)]))
    if (due.length > 0) await this.#fill(due, heads, today, now, asOf)
    const grown = PANEL_NAMES.filter(panel => this.#grow(panel, heads, today, asOf.get(panel) ?? 0))
    if (due.length === 0 && grown.length === 0) return false
    this.#publish(now, today)
    return true
  }

  /** The warehouse does not answer: every panel keeps its figures and says so. True when that is news. */
  fail(error: unknown): boolean {
    const now = this.#deps.now()
    const news = [...this.#panels.values()].filter(panel => panel.failure === null)
    for (const panel of news) panel.failure = { message: NOT_READ, since: now }
    if (news.length === 0 || !this.#picture) return false
    this.#deps.log.warn({ org: this.#org, reason: describeError(error) }, 'live picture cannot be refreshed')
    this.#publish(now, dayOf(now))
    return true
  }

  #isDue(panel: PanelId, heads: Heads, today: number, now: number): boolean {
    const state = this.#panels.get(panel)
    if (!state) return true
    if (state.failure) return now - state.askedAt >= RETRY_MS
    if (state.key === this.#keyOf(panel, heads, today)) return false
    const { refresh } = SCENES[this.#scene].panels[panel]
    return now - state.askedAt >= REST_MS[refresh]
  }

  async #fill(
    due: readonly PanelId[],
    heads: Heads,
    today: number,
    now: number,
    asOf: ReadonlyMap<PanelId, number>,
  ): Promise<void> {
    const { reader, log } = this.#deps
    const place = await this.#placeAt(heads.tree)
    const asks = sceneAsks(this.#scene, due, { org: place.org.id, parent: place.parent.id }, today)
    const isTickerDue = due.includes('ticker')
    const [{ answers, failures }, events] = await Promise.all([
      askSettled(reader, this.#scope, asks, today, 'wall', `scene ${this.#scene}`, knownTree(place)),
      isTickerDue
        ? readEvents(reader, this.#scope, place.org, now).catch((error: unknown) => ({ error }))
        : [],
    ])
    const others = await this.#othersOf(answers, place)
    const reasons = new Set([...failures.values()].map(describeError))
    if ('error' in events) reasons.add(describeError(events.error))
    for (const reason of reasons) log.warn({ org: this.#org, reason }, 'a panel could not be read')

    for (const panel of due) {
      const figures = fillFigures(this.#scene, panel, answers, place, others)
      const told = panel === 'ticker' ? ('error' in events ? undefined : events) : []
      const before = this.#panels.get(panel)
      if (!figures || !told) {
        const since = before?.failure?.since ?? now
        const kept = before ?? { key: '', asOf: 0, figures: [], events: [] }
        this.#panels.set(panel, { ...kept, askedAt: now, failure: { message: NOT_READ, since } })
        continue
      }
      this.#panels.set(panel, {
        key: this.#keyOf(panel, heads, today),
        askedAt: now,
        asOf: asOf.get(panel) ?? 0,
        figures,
        events: told,
        failure: null,
      })
    }
  }

  /** With unchanged heads a panel is complete up to what the ingest says now, without being asked. */
  #grow(panel: PanelId, heads: Heads, today: number, asOf: number): boolean {
    const state = this.#panels.get(panel)
    if (!state || state.failure || state.asOf >= asOf || state.key !== this.#keyOf(panel, heads, today))
      return false
    state.asOf = asOf
    return true
  }

  async #placeAt(tree: string): Promise<Place> {
    if (this.#place?.tree === tree) return this.#place.place
    const place = await readPlace(this.#deps.reader, this.#scope, this.#org, this.#deps.province)
    this.#place = { tree, place }
    return place
  }

  /** Rows that are no active children: organisations that are gone, and 未归属. */
  async #othersOf(answers: ReadonlyMap<string, MaskedAnswer>, place: Place): Promise<Map<string, Org>> {
    const children = new Set(place.children.map(child => child.id))
    const ids = [...answers.values()].flatMap(answer => answer.cells.map(cell => cell.org))
    const others = [...new Set(ids)].filter(
      id => id !== '' && id !== place.org.id && id !== place.parent.id && !children.has(id),
    )
    return others.length > 0 ? findOrgs(this.#deps.reader, this.#scope, others) : new Map()
  }

  #keyOf(panel: PanelId, heads: Heads, today: number): string {
    return panelKey(SCENES[this.#scene].panels[panel], heads, today)
  }

  #completeAt(panel: PanelId, heads: Heads): number {
    return panelAsOf(SCENES[this.#scene].panels[panel], heads, log => this.#deps.completeAt(log))
  }

  #publish(now: number, today: number): void {
    const place = this.#place?.place
    if (!place) return
    const panelOf = (panel: PanelId): Panel => {
      const state = this.#panels.get(panel)
      const every = panelEvery(SCENES[this.#scene].panels[panel])
      if (!state)
        return { asOf: 0, every, figures: [], events: [], failure: { message: NOT_READ, since: now } }
      const { asOf, figures, events, failure } = state
      return { asOf, every, figures, events, failure }
    }
    const panels: Picture['panels'] = {
      headline: panelOf('headline'),
      members_map: panelOf('members_map'),
      members_ranking: panelOf('members_ranking'),
      joins_trend: panelOf('joins_trend'),
      dues_trend: panelOf('dues_trend'),
      dues_today: panelOf('dues_today'),
      activities_now: panelOf('activities_now'),
      ticker: panelOf('ticker'),
    }
    this.#picture = {
      scene: this.#scene,
      org: place.ref,
      parents: place.parents,
      children: place.children.map(orgRef),
      sequence: ++this.#sequence,
      builtAt: now,
      asOf: oldestOf(Object.values(panels)),
      day: formatDay(today),
      panels,
    }
  }
}

/** What the builder need not read again: the place is as old as the tree that the dictionary holds. */
function knownTree(place: Place): KnownTree {
  return {
    orgs: new Map([place.org, place.parent].map(org => [org.id, org])),
    children: new Map([[place.parent.id, place.children]]),
    shape: place.shape,
  }
}

/** The oldest as-of of the panels whose changes have been read; 0 when none have. */
function oldestOf(panels: readonly Panel[]): number {
  const known = panels.map(panel => panel.asOf).filter(asOf => asOf > 0)
  return known.length > 0 ? Math.min(...known) : 0
}
