import type { ClickHouseClient } from '@clickhouse/client'
import { formatInstant } from '../../warehouse/platform/time/day.ts'
import { listStreams } from '../pipeline/epochs.ts'
import { SnapshotBook, type StoredGeneration } from './book.ts'
import { type Generation, generationName } from './generation.ts'
import { formatPlace } from './place.ts'
import { describeWait } from './wait.ts'

/** A snapshot with what is known of its topic, for people. */
export interface ListedSnapshot {
  generation: StoredGeneration
  topic: string
  /** The table has a later epoch: nothing comes of the snapshot any more. */
  isOld: boolean
  /** One running ingest reads all partitions of the topic. */
  isRead: boolean
  /** Messages of the topic in the dead letters. */
  letters: number
  /**
   * When the connector began again whose snapshot had been broken off, and of which it has sent no row since: milliseconds
   * since 1970, null when it has not.
   */
  begunAgainAt: number | null
}

/** An ingest says every two seconds what it reads; one that was silent for so long is gone. */
const SILENT_SECONDS = 30

/** The latest snapshot of every table and epoch, newest change first. */
export async function listSnapshots(client: ClickHouseClient): Promise<ListedSnapshot[]> {
  const [generations, brokenOff, streams, read, letters] = await Promise.all([
    new SnapshotBook(client).list(),
    brokenOffPositions(client),
    listStreams(client),
    countByTopic(
      client,
      `select topic, max(here) as n
        from (
          select process, part.topic as topic, toUInt32(uniqExact(part.partition)) as here
          from ops.sys_feed final array join partitions as part
          where at > now64(3) - interval ${SILENT_SECONDS} second group by process, topic
        ) group by topic`,
    ),
    countByTopic(
      client,
      "select topic, toUInt32(count()) as n from ops.sys_dead_letter final where state = 'waiting' group by topic",
    ),
  ])
  return generations.map(generation => {
    const { system, table, epoch } = generation.id
    const ofTable = streams.filter(one => one.system === system && one.table === table)
    const stream = ofTable.find(one => one.epoch === epoch)
    const topic = stream?.stream.slice(stream.stream.lastIndexOf('/') + 1) ?? ''
    return {
      generation,
      topic,
      isOld: ofTable.some(one => one.epoch > epoch),
      isRead: (read.get(topic) ?? 0) >= Math.max(1, stream?.partitions ?? 1),
      letters: letters.get(topic) ?? 0,
      begunAgainAt: begunAgainAt(generation, generations, brokenOff),
    }
  })
}

/** Positions of the snapshots that began again before they had sent all of a table. */
async function brokenOffPositions(client: ClickHouseClient): Promise<Set<string>> {
  const result = await client.query({
    query: `select distinct place from (
        select generation, number, argMax(sys_snapshot.position, seq) as place, argMax(sys_snapshot.state, seq) as last_state
        from ops.sys_snapshot group by generation, number
      ) where last_state = 'begun' and place != ''`,
    format: 'JSONEachRow',
  })
  return new Set((await result.json<{ place: string }>()).map(({ place }) => place))
}

/** A table that has become empty is sent by no row, so that only other tables tell of the repetition. */
function begunAgainAt(
  { id, state, position, readAt }: StoredGeneration,
  all: readonly StoredGeneration[],
  brokenOff: ReadonlySet<string>,
): number | null {
  if ((state !== 'begun' && state !== 'complete') || !brokenOff.has(position)) return null
  const later = all.filter(
    other =>
      other.id.system === id.system &&
      other.position !== position &&
      connectorOf(other.position) === connectorOf(position) &&
      other.readAt > readAt,
  )
  return later.length === 0 ? null : Math.min(...later.map(other => other.readAt))
}

function connectorOf(position: string): string {
  return position.slice(0, position.lastIndexOf(' '))
}

async function countByTopic(client: ClickHouseClient, query: string): Promise<Map<string, number>> {
  const result = await client.query({ query, format: 'JSONEachRow' })
  return new Map((await result.json<{ topic: string; n: number }>()).map(({ topic, n }) => [topic, n]))
}

/** A line about a snapshot: which, how far it is and what it waits for, from where to where it was sent. */
export function describeSnapshot(one: ListedSnapshot): string {
  const { generation } = one
  return `snapshot ${generation.number} of ${generationName(generation.id)}\t${describeState(one)}\t${describeBegan(generation)} … ${describePlace(generation.closed)}`
}

function describeState({ generation, topic, isOld, isRead, letters, begunAgainAt }: ListedSnapshot): string {
  const { state, waitsFor } = generation
  if (isOld) return state === 'complete' ? 'complete' : 'given up: a later epoch of the table began'
  if (begunAgainAt !== null) {
    const at = formatInstant(begunAgainAt).slice(0, 19)
    const what = state === 'complete' ? 'complete, but' : 'broken off:'
    return `${what} the connector began again at ${at} and has sent no row of it since. It may be still to come; if the table is empty now, say so by "npm run sources -- snapshot ${topic} --since '${at}' --empty"`
  }
  if (state === 'complete') return 'complete'
  if (state === 'begun') {
    const refused = letters > 0 ? `, or it is one of the ${letters} dead letters of the topic` : ''
    return `begun, its last row was not read: it is being sent, or was broken off and is to be sent again by the connector${refused}. Nothing ends until then; once it was sent whole without a last row, say so by "npm run sources -- snapshot ${topic}"`
  }
  if (waitsFor !== 'nothing') return describeWait(waitsFor, topic)
  const what = state === 'closing' ? 'looking where it ends' : describeWait(waitsFor, topic)
  return isRead
    ? `sent whole, ${what}`
    : 'sent whole, but no running ingest reads all partitions of its topic'
}

function describeBegan({ began, beganAt }: StoredGeneration): string {
  const since = began === 'operator' && beganAt > 0 ? ` since ${formatInstant(beganAt).slice(0, 19)}` : ''
  return `${describePlace(began)}${since}`
}

function describePlace(place: Generation['began']): string {
  return place === null ? '' : place === 'operator' ? place : formatPlace(place)
}
