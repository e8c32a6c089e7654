import { Command } from 'commander'
import { withWarehouse } from '../../warehouse/clickhouse/attach.ts'
import { commandAction, runProgram } from '../../warehouse/commands/runCommand.ts'
import { TuanshuError } from '../../warehouse/errors.ts'
import { loadMappings } from '../mapping/load.ts'
import { EpochBook, listStreams } from '../pipeline/epochs.ts'

const program = new Command('npm run sources --').description(
  'The streams that the warehouse has read, and their epochs.',
)

program
  .command('list', { isDefault: true })
  .description('lists streams, tables and epochs')
  .action(
    commandAction('sources', async ({ config }) => {
      const streams = await withWarehouse(config, 'sources', warehouse => listStreams(warehouse.app))
      for (const one of streams)
        process.stdout.write(
          `${one.stream}\tepoch ${one.epoch}\t${one.system} ${one.table}\t${one.taken_at}\t${one.reason}\n`,
        )
      process.stdout.write(`${streams.length} streams\n`)
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
      const tables = all
        .filter(mapping => mapping.topics.includes(topic))
        .map(mapping => ({ system: mapping.system.name, table: mapping.table }))
      if (tables.length === 0) throw new TuanshuError('input', `no mapping reads topic ${topic}`)
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

await runProgram(program)
