import type { ClickHouseClient } from '@clickhouse/client'
import { Command } from 'commander'
import { withWarehouse } from '../../warehouse/platform/clickhouse/attach.ts'
import { print, printRow } from '../../warehouse/platform/command/print.ts'
import { commandAction, runProgram } from '../../warehouse/platform/command/runCommand.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { mappingDirs } from '../mapping/directories.ts'
import { loadMappings } from '../mapping/load.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { EpochBook, listStreams } from '../pipeline/epochs.ts'
import { SnapshotBook } from '../snapshot/book.ts'
import { generationName } from '../snapshot/generation.ts'
import { describeSnapshot, listSnapshots } from '../snapshot/listing.ts'
import { parseSince } from '../snapshot/since.ts'
import { readSince } from '../snapshot/tableRows.ts'
import { waitsForPerson } from '../snapshot/wait.ts'

const program = new Command('npm run sources --').description(
  'The streams that the warehouse has read, and their epochs.',
)

program
  .command('list', { isDefault: true })
  .description(
    'lists streams, tables and epochs, and the full snapshots of the tables: what each waits for, and the command where a person must say something',
  )
  .action(
    commandAction('sources', async ({ config }) => {
      const { streams, snapshots } = await withWarehouse(config, 'sources', async ({ app }) => ({
        streams: await listStreams(app),
        snapshots: await listSnapshots(app),
      }))
      for (const one of streams)
        await printRow(
          one.stream,
          `epoch ${one.epoch}`,
          `${one.system} ${one.table}`,
          one.taken_at,
          one.reason,
        )
      await print(`${streams.length} streams\n`)
      for (const one of snapshots) await print(`${describeSnapshot(one)}\n`)
      const waiting = snapshots.filter(one => !one.isOld && waitsForPerson(one.generation)).length
      if (waiting > 0)
        await print(
          `${waiting} snapshots wait for a person; if all of them were of whole tables: npm run sources -- snapshot --all-waiting\n`,
        )
    }),
  )

program
  .command('renew')
  .description(
    'begins a new epoch of a topic that was re-created or is sent again as a full snapshot: it is read from its beginning, and counts as later than all before. Restart the ingest afterwards.',
  )
  .argument('<topic>', 'topic, as a mapping names it')
  .option('--reason <text>', 'why, for the record', 'renewed by hand')
  .action(
    commandAction('sources', async ({ config }, topic: string, options: { reason: string }) => {
      const { all } = loadMappings(config.INGEST_SYSTEMS, mappingDirs(config))
      const tables = mappingsOf(all, topic).map(({ system, table }) => ({ system: system.name, table }))
      const renewed = await withWarehouse(config, 'sources', async warehouse => {
        const book = new EpochBook(warehouse.app)
        const streams = new Set(
          (await listStreams(warehouse.app))
            .map(one => one.stream)
            .filter(stream => stream.endsWith(`/${topic}`)),
        )
        if (streams.size === 0) throw new TuanshuError('not_found', `topic ${topic} has not been read yet`)
        return Promise.all(
          [...streams].map(async stream => `${stream} @${await book.renew(stream, tables, options.reason)}`),
        )
      })
      await print(`${renewed.join('\n')}\n`)
    }),
  )

program
  .command('snapshot')
  .description(
    'says that all tables of these topics have now been sent in full, for sources that do not mark the last row of a snapshot, and for marked snapshots that may be of a part of the table ("list" tells which): once all that the topics hold was read, rows end that the snapshot did not mention. A marked snapshot has its own rows; without marks it is all that was sent since the snapshot before it, or since the epoch began. Send the snapshot first; a new topic, or one that is read again, after "renew".',
  )
  .argument('[topics...]', 'topics, as the mappings name them')
  .option('--all-waiting', 'all snapshots that wait for a person, as "list" shows them')
  .option(
    '--since <time>',
    'when the full load was begun, as "2026-11-29 00:10" (Asia/Shanghai, by the time of the Kafka broker): what was sent before, as by a load that was broken off, does not count',
  )
  .option('--empty', 'with --since: nothing was sent since then, because the tables are empty now')
  .action(
    commandAction('sources', async ({ config }, topics: string[], options: SnapshotOptions) => {
      const { all } = loadMappings(config.INGEST_SYSTEMS, mappingDirs(config))
      if (options.allWaiting ? topics.length > 0 || options.since : topics.length === 0)
        throw new TuanshuError('input', 'name topics, or --all-waiting without topics and --since')
      if (options.empty && !options.since) throw new TuanshuError('input', '--empty goes with --since')
      const at = Date.now()
      const since = options.since === undefined ? null : parseSince(options.since, at)
      const mappings = topics.flatMap(topic => mappingsOf(all, topic).map(mapping => ({ topic, mapping })))
      const noted = await withWarehouse(config, 'sources', async ({ app }) => {
        const book = new SnapshotBook(app)
        const streams = await listStreams(app)
        const ids = options.allWaiting
          ? (await listSnapshots(app))
              .filter(one => !one.isOld && waitsForPerson(one.generation))
              .map(one => one.generation.id)
          : mappings.map(({ topic, mapping: { system, table } }) => {
              const epochs = streams
                .filter(
                  one =>
                    one.stream.endsWith(`/${topic}`) && one.system === system.name && one.table === table,
                )
                .map(one => one.epoch)
              if (epochs.length === 0)
                throw new TuanshuError('not_found', `topic ${topic} has not been read yet`)
              return { system: system.name, table, epoch: Math.max(...epochs) }
            })
        if (since !== null) for (const { mapping } of mappings) await checkSince(app, mapping, since, options)
        for (const id of ids) await book.close(id, { at, since })
        return ids.map(generationName)
      })
      await print(
        noted.length === 0
          ? 'no snapshot waits for a person\n'
          : `${noted.join('\n')}\nthe running ingest ends what they do not hold\n`,
      )
    }),
  )

interface SnapshotOptions {
  allWaiting?: true
  since?: string
  empty?: true
}

/** Throws where the instant cannot tell the rows of the load, or tells that there are none. */
async function checkSince(
  app: ClickHouseClient,
  mapping: Mapping,
  since: number,
  { empty, since: said }: SnapshotOptions,
): Promise<void> {
  if (mapping.order === 'commit time')
    throw new TuanshuError(
      'input',
      `${mapping.table} is ordered by commit time, so --since cannot tell its rows: run "npm run sources -- renew ${mapping.topics[0]}" and send it again`,
    )
  if (empty || (await readSince(app, mapping, since)) > 0) return
  throw new TuanshuError(
    'input',
    `nothing of ${mapping.table} was sent since ${said} and read: wait until the load was read, or add --empty if the table is empty now, and all its rows end`,
  )
}

/** The mappings that read a topic. Throws when there is none. */
function mappingsOf(all: readonly Mapping[], topic: string): Mapping[] {
  const found = all.filter(mapping => mapping.topics.includes(topic))
  if (found.length === 0) throw new TuanshuError('input', `no mapping reads topic ${topic}`)
  return found
}

await runProgram(program)
