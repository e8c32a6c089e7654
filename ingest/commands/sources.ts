import { Command } from 'commander'
import { withWarehouse } from '../../warehouse/clickhouse/attach.ts'
import { commandAction, runProgram } from '../../warehouse/commands/runCommand.ts'
import { TuanshuError } from '../../warehouse/errors.ts'
import { loadMappings } from '../mapping/load.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { EpochBook, listStreams } from '../pipeline/epochs.ts'
import { SnapshotBook, type StoredGeneration } from '../snapshot/book.ts'
import { formatPlace, generationName } from '../snapshot/generation.ts'

const program = new Command('npm run sources --').description(
  'The streams that the warehouse has read, and their epochs.',
)

program
  .command('list', { isDefault: true })
  .description('lists streams, tables and epochs, and the full snapshots of the tables')
  .action(
    commandAction('sources', async ({ config }) => {
      const { streams, snapshots } = await withWarehouse(config, 'sources', async ({ app }) => ({
        streams: await listStreams(app),
        snapshots: await new SnapshotBook(app).list(),
      }))
      for (const one of streams)
        process.stdout.write(
          `${one.stream}\tepoch ${one.epoch}\t${one.system} ${one.table}\t${one.taken_at}\t${one.reason}\n`,
        )
      process.stdout.write(`${streams.length} streams\n`)
      for (const one of snapshots)
        process.stdout.write(
          `snapshot ${one.number} of ${generationName(one.id)}\t${STATES[one.state]}\t${describePlaces(one)}\n`,
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
      const { all } = loadMappings(config.INGEST_SYSTEMS)
      const tables = tablesOf(all, topic)
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
      process.stdout.write(`${renewed.join('\n')}\n`)
    }),
  )

program
  .command('snapshot')
  .description(
    'says that all tables of a topic have now been sent in full, for sources that do not mark the last row of a snapshot, and for marked snapshots in the middle of a stream, which may be of a part of the table: once all that the topic holds was read, rows end that were not sent since its marked snapshot rows began, or since its epoch began. Send the snapshot first; a new topic, or one that is read again, after "renew".',
  )
  .argument('<topic>', 'topic, as a mapping names it')
  .action(
    commandAction('sources', async ({ config }, topic: string) => {
      const { all } = loadMappings(config.INGEST_SYSTEMS)
      const tables = tablesOf(all, topic)
      const noted = await withWarehouse(config, 'sources', async ({ app }) => {
        const streams = (await listStreams(app)).filter(one => one.stream.endsWith(`/${topic}`))
        const book = new SnapshotBook(app)
        const names: string[] = []
        for (const { system, table } of tables) {
          const epochs = streams
            .filter(one => one.system === system && one.table === table)
            .map(one => one.epoch)
          if (epochs.length === 0) throw new TuanshuError('not_found', `topic ${topic} has not been read yet`)
          const id = { system, table, epoch: Math.max(...epochs) }
          await book.close(id, Date.now())
          names.push(generationName(id))
        }
        return names
      })
      process.stdout.write(`${noted.join('\n')}\nthe running ingest ends what they do not hold\n`)
    }),
  )

const STATES: Readonly<Record<StoredGeneration['state'], string>> = {
  begun: 'being sent',
  closing: 'sent whole, looking where it ends',
  ended: 'sent whole, waiting until the log has all of it',
  complete: 'complete',
}

function describePlaces({ began, closed }: StoredGeneration): string {
  const name = (place: StoredGeneration['closed']) =>
    place === null ? '' : place === 'operator' ? place : formatPlace(place)
  return `${name(began)} … ${name(closed)}`
}

function tablesOf(all: readonly Mapping[], topic: string): { system: string; table: string }[] {
  const tables = all
    .filter(mapping => mapping.topics.includes(topic))
    .map(mapping => ({ system: mapping.system.name, table: mapping.table }))
  if (tables.length === 0) throw new TuanshuError('input', `no mapping reads topic ${topic}`)
  return tables
}

await runProgram(program)
