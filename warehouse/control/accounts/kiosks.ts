import { randomBytes } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { type Bound, compareAndSet } from '../../platform/clickhouse/compareAndSet.ts'
import { TuanshuError } from '../../platform/errors.ts'
import { formatInstant, parseInstant } from '../../platform/time/day.ts'
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
}

interface StoredKiosk extends Kiosk {
  seq: number
  tokenHash: string
}

const ID_BYTES = 4

const row = z
  .object({
    id: z.string(),
    seq: z.coerce.number(),
    token_hash: z.string(),
    name: z.string(),
    org: z.string(),
    revoked: z.boolean(),
    created_at: z.string(),
    changed_at: z.string(),
  })
  .transform(
    (found): StoredKiosk => ({
      id: found.id,
      seq: found.seq,
      tokenHash: found.token_hash,
      name: found.name,
      org: found.org,
      isRevoked: found.revoked,
      createdAt: parseInstant(found.created_at),
      changedAt: parseInstant(found.changed_at),
    }),
  )

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
    const kiosk = { id, name, org, isRevoked: false, createdAt: now, changedAt: now }
    if (await write(client, { ...kiosk, seq: 0, tokenHash: hashOfToken(token) ?? '' }))
      return { kiosk, token }
  }
}

/** All links by age, revoked ones too. */
export async function listKiosks(client: ClickHouseClient): Promise<Kiosk[]> {
  const found = await readKiosks(client, 'true', {})
  return found.map(shown).sort((a, b) => a.createdAt - b.createdAt)
}

/** The link that this token opens, unless it is revoked. */
export async function findKiosk(client: ClickHouseClient, token: string): Promise<Kiosk | undefined> {
  const hash = hashOfToken(token)
  if (hash === undefined) return undefined
  const [found] = await readKiosks(client, 'token_hash = {hash: String}', { hash })
  return found && !found.isRevoked ? shown(found) : undefined
}

/** Closes a link: screens that show the wall by it go dark within seconds. Throws `TuanshuError('not_found')`. */
export async function revokeKiosk(client: ClickHouseClient, id: string, now: number): Promise<Kiosk> {
  for (;;) {
    const [found] = await readKiosks(client, 'id = {id: String}', { id })
    if (!found)
      throw new TuanshuError('not_found', `there is no link ${id}; "npm run user -- kiosk list" shows all`)
    const revoked = { ...found, isRevoked: true, changedAt: now }
    if (found.isRevoked || (await write(client, revoked))) return shown(revoked)
  }
}

function shown({ seq: _seq, tokenHash: _hash, ...kiosk }: StoredKiosk): Kiosk {
  return kiosk
}

async function readKiosks(
  client: ClickHouseClient,
  where: string,
  params: Record<string, string>,
): Promise<StoredKiosk[]> {
  const answer = await client.query({
    query: `select * from ops.sys_kiosk where ${where} order by id, seq desc limit 1 by id`,
    query_params: params,
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'kiosks' },
  })
  return z.array(row).parse(await answer.json())
}

function write(client: ClickHouseClient, kiosk: StoredKiosk): Promise<boolean> {
  const instant = (ms: number): Bound => [formatInstant(ms), "DateTime64(3, 'Asia/Shanghai')"]
  return compareAndSet(client, {
    table: 'sys_kiosk',
    key: ['id', kiosk.id],
    after: kiosk.seq,
    row: {
      token_hash: [kiosk.tokenHash, 'String'],
      name: [kiosk.name, 'String'],
      org: [kiosk.org, 'String'],
      revoked: [String(kiosk.isRevoked), 'Bool'],
      created_at: instant(kiosk.createdAt),
      changed_at: instant(kiosk.changedAt),
    },
  })
}
