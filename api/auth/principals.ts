import type { IncomingHttpHeaders } from 'node:http'
import type { ClickHouseClient } from '@clickhouse/client'
import { findKiosk, type Kiosk, listKiosks, markKiosksSeen } from '../../warehouse/control/accounts/kiosks.ts'
import {
  isDueToBeSeen,
  type LiveSession,
  markSeen,
  readSessions,
} from '../../warehouse/control/accounts/sessions.ts'
import { hashOfToken } from '../../warehouse/control/accounts/token.ts'
import { isLocalHost } from '../../warehouse/platform/config.ts'
import { describeError } from '../../warehouse/platform/errors.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { tokensOf } from './cookies.ts'
import type { Principal } from './principal.ts'
import { ShortCache } from './shortCache.ts'

export interface PrincipalsOptions {
  /** The client that may read `ops`. */
  client: ClickHouseClient
  log: Log
  /** Whoever sits at this machine may see the wall. */
  isWallOpen: boolean
  /** Milliseconds since 1970. */
  now(): number
}

/** A disabled account is let in no longer than this; until then a page's requests share one look. */
const KEEP_MS = 3_000
const MOST_KEPT = 10_000

/** Knows who sends a request, by its cookies. */
export class Principals {
  readonly #options: PrincipalsOptions
  readonly #sessions = new ShortCache<LiveSession | undefined>({ keepMs: KEEP_MS, most: MOST_KEPT })
  readonly #kiosks = new ShortCache<Kiosk | undefined>({ keepMs: KEEP_MS, most: MOST_KEPT })

  constructor(options: PrincipalsOptions) {
    this.#options = options
  }

  /** Who sent these headers; undefined for nobody known. Throws when the warehouse does not answer. */
  async of(headers: IncomingHttpHeaders): Promise<Principal | undefined> {
    const tokens = tokensOf(headers)
    const live = tokens.session === undefined ? undefined : await this.#sessionOf(tokens.session)
    if (live) return { kind: 'account', account: live.account, session: live.session.id }
    const kiosk = tokens.kiosk === undefined ? undefined : await this.#kioskOf(tokens.kiosk)
    if (kiosk) return { kind: 'kiosk', kiosk }
    return this.#options.isWallOpen && isMeantHere(headers) ? { kind: 'wall' } : undefined
  }

  /** Those of these principals that may look no longer: signed out, disabled, revoked, too old. One look for all. */
  async ended(principals: ReadonlySet<Principal>): Promise<Set<Principal>> {
    const { client, now } = this.#options
    const all = [...principals]
    const ids = all.flatMap(each => (each.kind === 'account' ? [each.session] : []))
    const hasKiosks = all.some(({ kind }) => kind === 'kiosk')
    const [sessions, kiosks] = await Promise.all([
      ids.length > 0 ? readSessions(client, [...new Set(ids)], now()) : new Map<string, LiveSession>(),
      hasKiosks ? listKiosks(client) : [],
    ])
    const open = new Set(kiosks.filter(({ isRevoked }) => !isRevoked).map(({ id }) => id))
    const watched = new Set(all.flatMap(each => (each.kind === 'kiosk' ? [each.kiosk.id] : [])))
    this.#markSeen(kiosks.filter(({ id }) => watched.has(id)))
    const isGood = (each: Principal) =>
      each.kind === 'wall' ||
      (each.kind === 'kiosk'
        ? open.has(each.kiosk.id)
        : sessions.get(each.session)?.account.org === each.account.org)
    return new Set(all.filter(each => !isGood(each)))
  }

  /** Lets a session (by id) that has just ended be seen as such at once. */
  forget(session: string): void {
    this.#sessions.forget(session)
  }

  /** Lets everybody be looked up anew: accounts or links have just changed. */
  forgetAll(): void {
    this.#sessions.forgetAll()
    this.#kiosks.forgetAll()
  }

  async #sessionOf(token: string): Promise<LiveSession | undefined> {
    const { client, log, now } = this.#options
    const id = hashOfToken(token)
    if (id === undefined) return undefined
    const live = await this.#sessions.get(id, async () => (await readSessions(client, [id], now())).get(id))
    if (live && isDueToBeSeen(live.session, now())) {
      const session = { ...live.session }
      // the others that share this look need not note it too
      live.session.seenAt = now()
      markSeen(client, session, now()).catch((error: unknown) =>
        log.warn({ login: session.login, reason: describeError(error) }, 'a request could not be noted'),
      )
    }
    return live
  }

  #kioskOf(token: string): Promise<Kiosk | undefined> | undefined {
    const hash = hashOfToken(token)
    if (hash === undefined) return undefined
    return this.#kiosks.get(hash, async () => {
      const kiosk = await findKiosk(this.#options.client, token)
      if (kiosk) this.#markSeen([kiosk])
      return kiosk
    })
  }

  /** Nobody waits for it, and a screen goes on without. */
  #markSeen(kiosks: readonly Kiosk[]): void {
    const { client, log, now } = this.#options
    markKiosksSeen(client, kiosks, now()).catch((error: unknown) =>
      log.warn({ reason: describeError(error) }, 'a screen could not be noted'),
    )
  }
}

/** A foreign site can let its own name point to this machine; the browser then still sends that name. */
function isMeantHere({ host = '' }: IncomingHttpHeaders): boolean {
  const url = `http://${host}`
  return URL.canParse(url) && isLocalHost(new URL(url).hostname.replace(/^\[|\]$/g, ''))
}
