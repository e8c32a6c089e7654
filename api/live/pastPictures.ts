import type { PanelEntry } from '../../warehouse/catalogue/sceneEntry.ts'
import type { Panel, Picture } from '../../warehouse/contract/picture.ts'
import { findOrgs } from '../../warehouse/orgs/readOrgs.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import { describeError } from '../../warehouse/platform/errors.ts'
import { dayOf, formatDay, startOfDay } from '../../warehouse/platform/time/day.ts'
import { askSettled } from '../../warehouse/query/ask.ts'
import { ShortCache } from '../auth/shortCache.ts'
import { RequestError } from '../http/errors.ts'
import { fillPanel } from './fillPanel.ts'
import { roomOf } from './hub.ts'
import type { Deps } from './livePicture.ts'
import { isTold, knownTree, NOT_READ, NOT_TOLD, orgRef, type Place, readPlace } from './place.ts'
import { readBeside, readingOf } from './readings.ts'
import { requireScene } from './requireScene.ts'
import { baseAsks, sceneAsks } from './sceneAsks.ts'

const DAY_MS = 86_400_000
/** A day that is over changes only by what comes late; no class of figures is looked at more rarely. */
const KEEP_MS = 10 * 60_000
/** A replay of a year through all scenes of one organisation. */
const MOST_KEPT = 500
/** They are made one after the other, so that those who look at now do not wait for those who look back. */
const MOST_WAITING = 30

const NOT_OF_PAST = '此刻不可回看：只记录当前状态'

/** What cannot be answered of a day that is over: what has just happened, is open now, or is counted by the month. */
function isOfPast({ view }: PanelEntry): boolean {
  return view !== 'ticker' && view !== 'alerts' && view !== 'targets' && view !== 'levels'
}

/** Pictures of days that are over, from the signed logs as they are known now, placed by the tree of today. */
export class PastPictures {
  readonly #deps: Pick<Deps, 'warehouse' | 'log' | 'province' | 'now'>
  readonly #pictures = new ShortCache<Picture>({ keepMs: KEEP_MS, most: MOST_KEPT })
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0

  constructor(deps: Pick<Deps, 'warehouse' | 'log' | 'province' | 'now'>) {
    this.#deps = deps
  }

  /**
   * A scene as it stood at the end of a day (days since 1970-01-01). Throws `TuanshuError` for a scene or organisation that is
   * unknown or outside of the scope, for a day that is not over, and when too many wait for one.
   */
  async read(scene: string, org: string, scope: Scope, day: number): Promise<Picture> {
    requireScene(scene)
    const today = dayOf(this.#deps.now())
    if (day >= today) throw new RequestError('input', '只能回看今天以前的日期')
    const key = `${roomOf(scene, org, scope)} ${day}`
    const picture = await this.#pictures.get(key, () => this.#queued(scene, org, scope, day))
    // what could not be read may be there the next time
    if (Object.values(picture.panels).some(({ failure }) => failure !== null)) this.#pictures.forget(key)
    return picture
  }

  async #queued(scene: string, org: string, scope: Scope, day: number): Promise<Picture> {
    if (this.#waiting >= MOST_WAITING) throw new RequestError('limited', '回看的请求过多，请稍后再试')
    this.#waiting++
    const made = this.#last.then(() => this.#make(scene, org, scope, day))
    this.#last = made.catch(() => undefined)
    try {
      return await made
    } finally {
      this.#waiting--
    }
  }

  async #make(scene: string, org: string, scope: Scope, day: number): Promise<Picture> {
    const { warehouse, log, province, now } = this.#deps
    const { reader } = warehouse
    const place = await readPlace(reader, scope, org, province)
    const entries = Object.entries(requireScene(scene).panels)
    const told = entries.flatMap(([, entry]) => (isTold(entry, place) && isOfPast(entry) ? [entry] : []))
    const asks = [
      ...sceneAsks(told, { org: place.org.id, parent: place.parent.id }, day),
      ...baseAsks(told, place.org.id, day),
    ]
    const today = dayOf(now())
    const route = `scene ${scene} past`
    const [{ answers, failures }, { read, errors }] = await Promise.all([
      askSettled(reader, scope, asks, today, 'wall', route, knownTree(place)),
      readBeside(new Set(told.flatMap(entry => readingOf(entry) ?? [])), {
        reader,
        scope,
        place,
        now: now(),
        today: day,
        alerts: null,
        readTargets: async () => [],
      }),
    ])
    for (const reason of new Set([...failures.values(), ...errors].map(describeError)))
      log.warn({ org, reason }, 'a panel of a past day could not be read')
    const known = new Set([place.org.id, place.parent.id, ...place.children.map(({ id }) => id)])
    const ids = [...answers.values()].flatMap(answer => answer.cells.map(cell => cell.org))
    const others = await findOrgs(
      reader,
      scope,
      [...new Set(ids)].filter(id => id !== '' && !known.has(id)),
    )
    const at = startOfDay(day + 1) - 1
    const panelOf = (entry: PanelEntry): Panel => {
      const base = { asOf: at, every: DAY_MS, content: null, failure: null }
      const notTold = whyNotTold(entry, place)
      if (notTold) return { ...base, notTold }
      const content = fillPanel(entry, answers, read, place, others)
      return content ? { ...base, content } : { ...base, failure: { message: NOT_READ, since: now() } }
    }
    return {
      scene,
      org: place.ref,
      parents: place.parents,
      children: place.children.map(orgRef),
      sequence: 0,
      builtAt: now(),
      asOf: at,
      day: formatDay(day),
      alerts: null,
      panels: Object.fromEntries(entries.map(([id, entry]) => [id, panelOf(entry)])),
    }
  }
}

function whyNotTold(entry: PanelEntry, place: Place): string | undefined {
  if (!isTold(entry, place)) return NOT_TOLD
  return isOfPast(entry) ? undefined : NOT_OF_PAST
}
