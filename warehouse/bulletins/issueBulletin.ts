import type { ClickHouseClient } from '@clickhouse/client'
import type { BulletinEntry } from '../catalogue/bulletins.ts'
import { BULLETIN_PAGE, type FrozenSet } from '../frozen/frozenSet.ts'
import { readFrozenPage } from '../frozen/frozenStore.ts'
import { writeNumbered } from '../frozen/writeNumbered.ts'
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
 * Issues the bulletin of a reading under the next number of its organisation and year, frozen with all that it says. Of
 * scheduled work the bulletin of a kind, window and organisation is there once: a repeated run resolves to the one that there
 * is.
 */
export async function issueBulletin(
  client: ClickHouseClient,
  reading: BulletinReading,
  { by, now, signal }: Issuing,
): Promise<IssuedBulletin> {
  const { entry, org, window, until } = reading
  const year = yearOf(reading)
  const set = await writeNumbered(client, {
    org: org.id,
    kind: 'bulletin',
    nameOf: number => bulletinName(year, number),
    known: sets => (by === '' ? sets.find(each => isOf(each, entry, reading)) : undefined),
    make: async (number, sets) => {
      const last = sets
        .filter(each => each.bulletin === entry.id && each.asOf < until)
        .reduce<FrozenSet | undefined>((a, b) => (a && a.asOf >= b.asOf ? a : b), undefined)
      const previous = last && (await readBulletinOf(client, last))
      const bulletin = composeBulletin(reading, number, previous)
      return {
        head: {
          orgName: bulletin.org.name,
          bulletin: entry.id,
          grain: 'free',
          from: window.from,
          to: window.to,
          frozenBy: by,
          reason: entry.title,
          frozenAt: now,
          asOf: until,
        },
        pages: [{ page: BULLETIN_PAGE, title: entry.title, body: JSON.stringify(bulletin) }],
      }
    },
    ...(signal ? { signal } : {}),
  })
  return { set, bulletin: await readBulletinOf(client, set) }
}

/** The bulletin that is frozen in a set. Throws as `readFrozenPage` does. */
export async function readBulletinOf(client: ClickHouseClient, set: FrozenSet): Promise<Bulletin> {
  return JSON.parse(await readFrozenPage(client, set, BULLETIN_PAGE))
}

function isOf(set: FrozenSet, entry: BulletinEntry, { window }: BulletinReading): boolean {
  return set.bulletin === entry.id && set.frozenBy === '' && set.from === window.from && set.to === window.to
}
