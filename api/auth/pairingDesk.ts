import { randomInt } from 'node:crypto'
import { hashOfToken, newToken } from '../../warehouse/control/accounts/token.ts'

/** Long enough to walk from the hall to a desk; of a million codes one is then guessed by nobody who may try a few. */
const GOOD_MS = 10 * 60_000
const CODES = 1_000_000
/** Of all browsers together: whoever asks for more codes than there are walls waits until others expire. */
const MOST_OPEN = 200

/** A browser that wants to become a wall. */
export interface Pairing {
  /** Six digits, shown on the screen. */
  code: string
  /** Milliseconds since 1970. */
  expiresAt: number
  /** The token of its link, once an administrator has confirmed the code. */
  link: string | null
}

interface Open extends Pairing {
  isClaimed: boolean
}

/**
 * Codes by which new walls come in. Each is bound to the browser that shows it, by a token in its cookie, good for ten
 * minutes, and confirmed once. Kept in memory: a restart forgets them, and the screens ask for others.
 */
export class PairingDesk {
  /** By the hash of the browser's token. */
  readonly #open = new Map<string, Open>()

  /** A code for a browser, and the token for its cookie; undefined while there are too many. `now` in milliseconds since 1970. */
  begin(now: number): { pairing: Pairing; token: string } | undefined {
    this.#forgetExpired(now)
    if (this.#open.size >= MOST_OPEN) return undefined
    const token = newToken()
    const taken = new Set([...this.#open.values()].map(({ code }) => code))
    let code = newCode()
    while (taken.has(code)) code = newCode()
    const pairing = { code, expiresAt: now + GOOD_MS, link: null, isClaimed: false }
    this.#open.set(hashOfToken(token) ?? '', pairing)
    return { pairing, token }
  }

  /** What has become of the code of a browser; undefined when it has expired or never was. */
  of(token: string | undefined, now: number): Pairing | undefined {
    this.#forgetExpired(now)
    return this.#open.get(hashOfToken(token ?? '') ?? '')
  }

  /**
   * Uses a code, for the first and last time; undefined for one that is not good. `open` hands the token of a link to the
   * browser, `release` makes the code good again when no link came of it.
   */
  claim(code: string, now: number): { open(link: string): void; release(): void } | undefined {
    this.#forgetExpired(now)
    const found = [...this.#open.values()].find(each => each.code === code && !each.isClaimed)
    if (!found) return undefined
    found.isClaimed = true
    return {
      open: link => {
        found.link = link
      },
      release: () => {
        found.isClaimed = false
      },
    }
  }

  #forgetExpired(now: number): void {
    for (const [key, { expiresAt }] of this.#open) if (expiresAt <= now) this.#open.delete(key)
  }
}

function newCode(): string {
  return String(randomInt(CODES)).padStart(6, '0')
}
