import type { ClickHouseClient } from '@clickhouse/client'
import type { PanelEntry } from '../../warehouse/catalogue/sceneEntry.ts'
import type {
  DuesByLevel,
  OpenAlerts,
  TargetProgress,
  TickerEvent,
  TransferArc,
} from '../../warehouse/contract/picture.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import { readDuesLevels } from './duesLevels.ts'
import { readEvents } from './events.ts'
import type { Place } from './place.ts'
import { readArcs } from './transferArcs.ts'

/** What panels hold besides figures of metrics; a reading that failed or was not asked for is missing. */
export interface Readings {
  events?: TickerEvent[]
  arcs?: TransferArc[]
  levels?: DuesByLevel
  targets?: TargetProgress[]
  alerts?: OpenAlerts
}
export type ReadingName = keyof Readings

/** Where readings are made. */
export interface ReadingPlace {
  reader: ClickHouseClient
  scope: Scope
  place: Place
  now: number
  today: number
  readTargets(scope: Scope, org: string): Promise<TargetProgress[]>
  /** Known already: every picture carries them. */
  alerts: OpenAlerts | null
}

/** What a panel holds besides figures of metrics. */
export function readingOf(panel: PanelEntry): ReadingName | undefined {
  switch (panel.view) {
    case 'ticker':
      return 'events'
    case 'map':
      return panel.hasArcs ? 'arcs' : undefined
    case 'levels':
    case 'targets':
    case 'alerts':
      return panel.view
    default:
      return undefined
  }
}

/** Reads each of them once; those that fail are missing, with their errors beside. */
export async function readBeside(
  names: ReadonlySet<ReadingName>,
  at: ReadingPlace,
): Promise<{ read: Readings; errors: unknown[] }> {
  const read: Readings = {}
  const errors: unknown[] = []
  const { reader, scope, place, now, today } = at
  const keep = async (name: ReadingName, make: () => Promise<Readings>) => {
    if (!names.has(name)) return
    try {
      Object.assign(read, await make())
    } catch (error) {
      errors.push(error)
    }
  }
  await Promise.all([
    keep('events', async () => ({ events: await readEvents(reader, scope, place.org, now) })),
    keep('arcs', async () => ({ arcs: await readArcs(reader, place, today) })),
    keep('levels', async () => ({ levels: await readDuesLevels(reader, place, today) })),
    keep('targets', async () => ({ targets: await at.readTargets(scope, place.org.id) })),
    keep('alerts', async () => (at.alerts ? { alerts: at.alerts } : {})),
  ])
  return { read, errors }
}
