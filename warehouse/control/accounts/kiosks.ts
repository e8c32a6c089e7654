import { randomBytes } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { flag, instant, named, text } from '../../platform/clickhouse/columns.ts'
import { type Stored, versioned } from '../../platform/clickhouse/versioned.ts'
import { TuanshuError } from '../../platform/errors.ts'
import { hashOfToken, newToken } from './token.ts'

/** A link that opens the wall without signing in. */
export interface Kiosk {
  id: string
  name: string
  /** `dim_org` id of the organisation whose subtree the screen may show, or `root`. */
  org: string
  isRevoked: boolean
  createdAt: number
  changedAt: number
  /** When a screen last showed the wall by it, give or take five minutes; 0 for never. */
  seenAt: number
}

const KIOSKS = versioned({
  table: 'sys_kiosk',
  key: 'id',
  columns: {
    id: text,
    tokenHash: text,
    name: text,
    org: text,
    isRevoked: named('revoked', flag),
    createdAt: instant,
    changedAt: instant,
    seenAt: instant,
  },
})

const ID_BYTES = 4
/** A screen is worth a row only so often. */
const SEEN_EVERY_MS = 5 * 60_000

/** The address that opens the wall by a link, with the scene that it shows there; without one the wall's own. */
export function kioskLink(origin: string, token: string, scene: string | undefined): string {
  return `${origin}/?${new URLSearchParams({ kiosk: token, ...(scene === undefined ? {} : { scene }) })}`
}

/** Characters of the name of a link. */
export const LONGEST_KIOSK_NAME = 60

/** Makes a link. The token opens the wall; it is told here and never again. */
export async function addKiosk(
  client: ClickHouseClient,
  { name, org }: { name: string; org: string },
  now: number,
): Promise<{ kiosk: Kiosk; token: string }> {
  const token = newToken()
  for (;;) {
    const id = randomBytes(ID_BYTES).toString('hex')
    const kiosk = { id, name, org, isRevoked: false, createdAt: now, changedAt: now, seenAt: 0 }
    if (await KIOSKS.write(client, 0, { ...kiosk, tokenHash: hashOfToken(token) ?? '' }))
      return { kiosk, token }
  }
}

/** All links by age, revoked ones too. */
export async function listKiosks(client: ClickHouseClient): Promise<Kiosk[]> {
  return (await KIOSKS.list(client, { orderBy: 'createdAt' })).map(shown)
}

/** The link that this token opens, unless it is revoked. */
export async function findKiosk(client: ClickHouseClient, token: string): Promise<Kiosk | undefined> {
  const hash = hashOfToken(token)
  if (hash === undefined) return undefined
  const [found] = await KIOSKS.list(client, { where: { tokenHash: [hash] } })
  return found && !found.isRevoked ? shown(found) : undefined
}

/** Closes a link: screens that show the wall by it go dark within seconds. Throws `TuanshuError('not_found')`. */
export async function revokeKiosk(client: ClickHouseClient, id: string, now: number): Promise<Kiosk> {
  const found = await KIOSKS.change(client, id, kiosk =>
    kiosk && !kiosk.isRevoked ? { ...kiosk, isRevoked: true, changedAt: now } : undefined,
  )
  if (!found)
    throw new TuanshuError('not_found', `there is no link ${id}; "npm run user -- kiosk list" shows all`)
  return shown(found)
}

/** Notes that screens show the wall by these links at `now`. Others that note it too write once. */
export async function markKiosksSeen(
  client: ClickHouseClient,
  kiosks: readonly Kiosk[],
  now: number,
): Promise<void> {
  const isDue = ({ isRevoked, seenAt }: Kiosk) => !isRevoked && now - seenAt >= SEEN_EVERY_MS
  for (const { id } of kiosks.filter(isDue))
    await KIOSKS.change(client, id, kiosk =>
      kiosk && isDue(kiosk) ? { ...kiosk, seenAt: now } : undefined,
    )
}

function shown({ seq: _seq, tokenHash: _hash, ...kiosk }: Stored<typeof KIOSKS>): Kiosk {
  return kiosk
}
