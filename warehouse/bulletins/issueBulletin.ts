import type { ClickHouseClient } from '@clickhouse/client'
import type { BulletinEntry } from '../catalogue/bulletins.ts'
import { BULLETIN_PAGE, type FrozenSet } from '../frozen/frozenSet.ts'
import { frozenOfBulletins, readFrozen, writeFrozen } from '../frozen/frozenStore.ts'
import { TuanshuError } from '../platform/errors.ts'
import { formatDay } from '../platform/time/day.ts'
import type { Bulletin } from './bulletin.ts'
import { bulletinName } from './bulletinWords.ts'
import { composeBulletin, yearOf } from './composeBulletin.ts'
import type { BulletinReading } from './readBulletin.ts'

/** Who issues a bulletin: a login at any moment, or `''` for scheduled work, which issues each window once. */
export interface Issuing {
  by: string
  /** Milliseconds since 1970. */
  now: number
  signal?: AbortSignal
}

/** A bulletin with the set that it is frozen in. */
export interface IssuedBulletin {
  set: FrozenSet
  bulletin: Bulletin
}

/**
 * Issues the bulletin of a reading under the next number of its organisation and year, frozen with all that it says. The
 * number is taken by the same compare-and-set that makes the bulletin valid, so that none is left out or given twice,
 * whatever dies in between; who loses the number to another takes the next. Of scheduled work the bulletin of a kind, window
 * and organisation is there once: a repeated run resolves to the one that there is.
 */
export async function issueBulletin(
  client: ClickHouseClient,
  reading: BulletinReading,
  { by, now, signal }: Issuing,
): Promise<IssuedBulletin> {
  const { entry, org, window, until } = reading
  const year = yearOf(reading)
  for (;;) {
    const issued = await frozenOfBulletins(client, org.id)
    const known = by === '' ? issued.find(set => isOf(set, entry, reading)) : undefined
    if (known) return { set: known, bulletin: await readBulletinOf(client, known) }
    const number = nextNumber(issued, year)
    const last = issued
      .filter(set => set.bulletin === entry.id && set.asOf < until)
      .reduce<FrozenSet | undefined>((a, b) => (a && a.asOf >= b.asOf ? a : b), undefined)
    const previous = last && (await readBulletinOf(client, last))
    const bulletin = composeBulletin(reading, number, previous)
    const set = await writeFrozen(
      client,
      {
        org: org.id,
        orgName: bulletin.org.name,
        name: bulletin.name,
        kind: 'bulletin',
        bulletin: entry.id,
        grain: 'free',
        from: window.from,
        to: window.to,
        frozenBy: by,
        reason: entry.title,
        frozenAt: now,
        asOf: until,
      },
      [{ page: BULLETIN_PAGE, title: entry.title, body: JSON.stringify(bulletin) }],
      signal,
    )
    if (set) return { set, bulletin }
  }
}

/**
 * The bulletin that is frozen in a set. Throws `TuanshuError('conflict')` when its figures were changed behind its back: it is
 * no base for anything then.
 */
export async function readBulletinOf(client: ClickHouseClient, set: FrozenSet): Promise<Bulletin> {
  const { pages, isIntact } = await readFrozen(client, set)
  const page = pages.find(each => each.page === BULLETIN_PAGE)
  if (!isIntact || !page)
    throw new TuanshuError(
      'conflict',
      `the frozen figures of ${set.name} of ${set.org} (${formatDay(set.to)}) do not match their checksum`,
    )
  return JSON.parse(page.body)
}

function isOf(set: FrozenSet, entry: BulletinEntry, { window }: BulletinReading): boolean {
  return set.bulletin === entry.id && set.frozenBy === '' && set.from === window.from && set.to === window.to
}

/** Numbers run from 1; they stand in the names, so that the store itself keeps them apart. */
function nextNumber(issued: readonly FrozenSet[], year: number): number {
  const names = new Set(issued.map(({ name }) => name))
  let number = 1
  while (names.has(bulletinName(year, number))) number++
  return number
}
