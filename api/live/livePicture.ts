import { paceOf, REST_MS } from '../../warehouse/catalogue/panelSources.ts'
import type { PanelEntry, SceneEntry } from '../../warehouse/catalogue/sceneEntry.ts'
import type { OpenAlerts, Panel, PanelContent, Picture } from '../../warehouse/contract/picture.ts'
import { findOrgs, type Org } from '../../warehouse/orgs/readOrgs.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import { describeError } from '../../warehouse/platform/errors.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { dayOf, formatDay } from '../../warehouse/platform/time/day.ts'
import { askSettled } from '../../warehouse/query/ask.ts'
import type { MaskedAnswer } from '../../warehouse/query/suppress.ts'
import type { TargetRow } from '../../warehouse/targets/targetRows.ts'
import { fillPanel } from './fillPanel.ts'
import type { Heads } from './heads.ts'
import { readOpenAlerts } from './openAlerts.ts'
import { panelAsOf, panelEvery, panelKey } from './panelTime.ts'
import { isTold, knownTree, NOT_READ, NOT_TOLD, orgRef, type Place, readPlace } from './place.ts'
import { readBeside, readingOf } from './readings.ts'
import { baseAsks, sceneAsks } from './sceneAsks.ts'
import { readTargetProgress } from './targetProgress.ts'

export interface Deps {
  warehouse: Pick<Warehouse, 'reader' | 'app'>
  log: Log
  /** Administrative code of the province, shown while there is no tree. */
  province: string
  now(): number
  /** The instant up to which a log is complete. */
  completeAt(log: string): number
  targets: readonly TargetRow[]
}

interface PanelState {
  /** What the content depends on; another key means that the panel must be asked anew. */
  key: string
  askedAt: number
  asOf: number
  content: PanelContent | null
  failure: Panel['failure']
  notTold?: string
}

// a log that cannot be read is not asked four times a second
const RETRY_MS = 2_000
// days that are over change only by what comes late
const BASES_REST_MS = 60_000

/**
 * The picture of one scene and one organisation for one scope, kept up to date panel by panel. A panel is asked anew when
 * the heads of its logs, the tree or the business day changed; panels that are due together share one call of the query
 * builder, so that all their figures of one log come from one snapshot.
 */
export class LivePicture {
  readonly #deps: Deps
  readonly #id: string
  readonly #entries: ReadonlyMap<string, PanelEntry>
  readonly #org: string
  readonly #scope: Scope
  readonly #panels = new Map<string, PanelState>()
  #place: { tree: string; place: Place } | undefined
  /** What figures are compared with, as it was asked last, for one day and tree. */
  #bases: { key: string; askedAt: number; answers: ReadonlyMap<string, MaskedAnswer> } | undefined
  #alerts: { key: string; open: OpenAlerts } | undefined
  #picture: Picture | undefined
  #sequence = 0

  constructor(deps: Deps, id: string, scene: SceneEntry, org: string, scope: Scope) {
    this.#deps = deps
    this.#id = id
    this.#entries = new Map(Object.entries(scene.panels))
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
    const entries = [...this.#entries]
    const due = entries.filter(([id, entry]) => this.#isDue(id, entry, heads, today, now))
    // read before the figures: they hold everything up to then, and perhaps more
    const hasOtherAlerts = await this.#readAlerts(heads)
    const asOf = new Map(entries.map(([id, entry]) => [id, this.#completeAt(entry, heads)]))
    if (due.length > 0) await this.#fill(new Map(due), heads, today, now, asOf)
    const grown = entries.filter(([id, entry]) => this.#grow(id, entry, heads, today, asOf.get(id) ?? 0))
    if (due.length === 0 && grown.length === 0 && !hasOtherAlerts) return false
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

  #isDue(id: string, entry: PanelEntry, heads: Heads, today: number, now: number): boolean {
    const state = this.#panels.get(id)
    if (!state) return true
    if (state.failure) return now - state.askedAt >= RETRY_MS
    if (state.key === panelKey(entry, heads, today)) return false
    return now - state.askedAt >= REST_MS[paceOf(entry)]
  }

  async #fill(
    due: ReadonlyMap<string, PanelEntry>,
    heads: Heads,
    today: number,
    now: number,
    asOf: ReadonlyMap<string, number>,
  ): Promise<void> {
    const { warehouse, log, targets, completeAt } = this.#deps
    const { reader } = warehouse
    const place = await this.#placeAt(heads.tree)
    for (const [id, entry] of due)
      if (!isTold(entry, place)) this.#close(id, panelKey(entry, heads, today), now)
    const told = new Map([...due].filter(([, entry]) => isTold(entry, place)))
    const panels = [...told.values()]
    const asks = sceneAsks(panels, { org: place.org.id, parent: place.parent.id }, today)
    const beside = new Set(panels.flatMap(panel => readingOf(panel) ?? []))
    const [{ answers: asked, failures }, bases, { read, errors }] = await Promise.all([
      askSettled(reader, this.#scope, asks, today, 'wall', `scene ${this.#id}`, knownTree(place)),
      this.#basesAt(place, heads.tree, today, now),
      readBeside(beside, {
        reader,
        scope: this.#scope,
        place,
        now,
        today,
        alerts: this.#alerts?.open ?? null,
        readTargets: (scope, org) => readTargetProgress(reader, targets, completeAt, now, scope, org),
      }),
    ])
    const answers = new Map([...bases, ...asked])
    const others = await this.#othersOf(asked, place)
    const reasons = new Set([...failures.values(), ...errors].map(describeError))
    for (const reason of reasons) log.warn({ org: this.#org, reason }, 'a panel could not be read')
    for (const [id, entry] of told) {
      const content = fillPanel(entry, answers, read, place, others)
      const before = this.#panels.get(id)
      if (!content) {
        const since = before?.failure?.since ?? now
        const kept = before ?? { key: '', asOf: 0, content: null }
        this.#panels.set(id, { ...kept, askedAt: now, failure: { message: NOT_READ, since } })
        continue
      }
      this.#panels.set(id, {
        key: panelKey(entry, heads, today),
        askedAt: now,
        asOf: asOf.get(id) ?? 0,
        content,
        failure: null,
      })
    }
  }

  /** Reads the alerts when they have been judged anew. True when they are others; those that are known stay without an answer. */
  async #readAlerts(heads: Heads): Promise<boolean> {
    if (!heads.alerts) return false
    const key = `${heads.alerts.version} ${heads.tree}`
    if (this.#alerts?.key === key) return false
    try {
      const { org } = await this.#placeAt(heads.tree)
      this.#alerts = { key, open: await readOpenAlerts(this.#deps.warehouse, org, heads.alerts) }
      return true
    } catch (error) {
      this.#deps.log.warn({ org: this.#org, reason: describeError(error) }, 'the alerts could not be read')
      return false
    }
  }

  #close(id: string, key: string, now: number): void {
    this.#panels.set(id, { key, askedAt: now, asOf: 0, content: null, failure: null, notTold: NOT_TOLD })
  }

  /** With unchanged heads a panel is complete up to what the ingest says now, without being asked. */
  #grow(id: string, entry: PanelEntry, heads: Heads, today: number, asOf: number): boolean {
    const state = this.#panels.get(id)
    if (
      !state ||
      state.failure ||
      state.notTold ||
      state.asOf >= asOf ||
      state.key !== panelKey(entry, heads, today)
    )
      return false
    state.asOf = asOf
    return true
  }

  async #placeAt(tree: string): Promise<Place> {
    if (this.#place?.tree === tree) return this.#place.place
    const place = await readPlace(this.#deps.warehouse.reader, this.#scope, this.#org, this.#deps.province)
    this.#place = { tree, place }
    return place
  }

  /** What the figures of the scene are compared with; without an answer their changes are told as none. */
  async #basesAt(
    place: Place,
    tree: string,
    today: number,
    now: number,
  ): Promise<ReadonlyMap<string, MaskedAnswer>> {
    const key = `${today} ${tree}`
    const known = this.#bases
    if (known?.key === key && now - known.askedAt < BASES_REST_MS) return known.answers
    const entries = [...this.#entries.values()].filter(entry => isTold(entry, place))
    const asks = baseAsks(entries, place.org.id, today)
    if (asks.length === 0) return new Map()
    const { warehouse, log } = this.#deps
    const { reader } = warehouse
    const route = `scene ${this.#id} bases`
    const { answers, failures } = await askSettled(
      reader,
      this.#scope,
      asks,
      today,
      'wall',
      route,
      knownTree(place),
    )
    for (const reason of new Set([...failures.values()].map(describeError)))
      log.warn({ org: this.#org, reason }, 'what figures are compared with could not be read')
    this.#bases = { key, askedAt: now, answers }
    return answers
  }

  /** Rows that are no active children: organisations that are gone, and 未归属. */
  async #othersOf(answers: ReadonlyMap<string, MaskedAnswer>, place: Place): Promise<Map<string, Org>> {
    const children = new Set(place.children.map(child => child.id))
    const ids = [...answers.values()].flatMap(answer => answer.cells.map(cell => cell.org))
    const others = [...new Set(ids)].filter(
      id => id !== '' && id !== place.org.id && id !== place.parent.id && !children.has(id),
    )
    return others.length > 0 ? findOrgs(this.#deps.warehouse.reader, this.#scope, others) : new Map()
  }

  #completeAt(entry: PanelEntry, heads: Heads): number {
    return panelAsOf(entry, heads, log => this.#deps.completeAt(log))
  }

  #publish(now: number, today: number): void {
    const place = this.#place?.place
    if (!place) return
    const panelOf = (id: string, entry: PanelEntry): Panel => {
      const every = panelEvery(entry)
      const state = this.#panels.get(id)
      if (!state) return { asOf: 0, every, content: null, failure: { message: NOT_READ, since: now } }
      const { asOf, content, failure, notTold } = state
      return { asOf, every, content, failure, ...(notTold ? { notTold } : {}) }
    }
    const panels: Picture['panels'] = Object.fromEntries(
      [...this.#entries].map(([id, entry]) => [id, panelOf(id, entry)]),
    )
    this.#picture = {
      scene: this.#id,
      org: place.ref,
      parents: place.parents,
      children: place.children.map(orgRef),
      sequence: ++this.#sequence,
      builtAt: now,
      asOf: oldestOf(Object.values(panels)),
      day: formatDay(today),
      alerts: this.#alerts?.open ?? null,
      panels,
    }
  }
}

/** The oldest as-of of the panels whose changes have been read; 0 when none have. */
function oldestOf(panels: readonly Panel[]): number {
  const known = panels.map(panel => panel.asOf).filter(asOf => asOf > 0)
  return known.length > 0 ? Math.min(...known) : 0
}
