import { randomBytes } from 'node:crypto'
import { Command } from 'commander'
import { print } from '../../warehouse/platform/command/print.ts'
import { commandAction, runProgram } from '../../warehouse/platform/command/runCommand.ts'
import type { Change, Refusal } from '../change.ts'
import { type Description, describeMessage } from '../format/describe.ts'
import { type MappingDirs, mappingDirs } from '../mapping/directories.ts'
import { checkSystem, loadMappings } from '../mapping/load.ts'
import { createPseudonyms } from '../mapping/pseudonyms.ts'
import { openMessageFile } from '../messageFile/open.ts'
import { Progress } from '../messageFile/progress.ts'
import { Tally } from '../messageFile/tally.ts'
import type { WrittenMessage } from '../messageFile/writtenMessage.ts'
import type { DecodeContext } from '../pipeline/decode.ts'
import { foresee, topicOfTables } from '../pipeline/foresee.ts'
import { topicHints } from '../pipeline/topicHints.ts'
import { spoolMessageOf } from '../source/spool/spoolMessageOf.ts'
import { sizeLimit, sizeOption } from './sizeOption.ts'

interface Options {
  topic?: string
  keyColumns?: string[]
  mapping?: string
  maxMb?: number
}

/** What is printed of a message: what it says, and with a mapping what the ingest would make of it. */
type Printed = (Description | Refusal) & { place?: string; becomes?: string[]; refused?: Refusal }

const program = new Command('npm run decode --')
  .description(
    'Prints what change messages say, one JSON line a message: its format and its changes, or what it is for, or why it cannot be used and where it stands. With --mapping also what the ingest would make of it. No warehouse is needed. The values are printed as they are, personal ones too: it is meant for files of your own.',
  )
  .option(
    '-t, --topic <topic>',
    'topic of the messages, whatever they say; it names the table of rows that do not name it',
  )
  .option(
    '-k, --key-columns <names>',
    'key columns, with commas between them: for tables whose messages do not name them; makes bare rows readable, too',
    (text: string) => text.split(',').flatMap(name => name.trim() || []),
  )
  .option(
    '--mapping <system>',
    'map each message with the mappings of this system, as the ingest would (pseudonyms under a key of this run only)',
  )
  .addOption(sizeOption())
  .argument('<file>', 'file to read; "-" is standard input')
  .addHelpText(
    'after',
    `
Files are read as tools write them: a value a line, {"key":…,"value":…} lines, kcat -J, kafka-console-consumer (with
print.key, print.timestamp and so on), exports of Kafka UI, Redpanda Console and others (JSON, CSV), JSON arrays,
pretty-printed JSON, values in base64 ("value_base64", or "encoding":"base64"); with gzip, in UTF-8 or UTF-16.

The last line, on standard error, counts messages, rows and refusals. Exits with 1 when a message was refused, also by
its mapping, or when there is none.`,
  )
  .action(
    commandAction('decode', async ({ config, signal }, file: string, options: Options) => {
      const limit = sizeLimit(config, options.maxMb)
      const context =
        options.mapping === undefined
          ? null
          : mappingContext(options.mapping, mappingDirs(config), limit.megabytes << 20)
      const input = openMessageFile(file, limit)
      const tally = new Tally()
      const progress = new Progress(process.stdout.isTTY ? null : process.stderr)
      for await (const item of input.items) {
        if (signal.aborted) break
        const printed: Printed =
          'refusal' in item ? { ...item.refusal } : look(item.message, options, context)
        const refusal = 'reason' in printed ? printed : printed.refused
        if (refusal) {
          tally.refuse(refusal.reason)
          printed.place = item.place
        } else tally.use('changes' in printed ? printed.changes.length : 0)
        await print(`${JSON.stringify(printed)}\n`)
        progress.show(input, tally.messages)
      }
      progress.end()
      process.stderr.write(`${tally.summary(input.readAs)}\n`)
      if (tally.refused > 0) process.exitCode = 1
    }),
  )

function mappingContext(system: string, dirs: MappingDirs, maxBytes: number): DecodeContext {
  checkSystem(system, dirs)
  return { mappings: loadMappings([system], dirs), pseudonyms: createPseudonyms(randomBytes(32)), maxBytes }
}

function look(
  message: WrittenMessage,
  { topic, keyColumns = [] }: Options,
  context: DecodeContext | null,
): Printed {
  const named = topic ?? message.topic
  const raw = { key: message.key, value: message.value, topic: named }
  if (!context) return describeMessage(raw, { keyColumns }).description
  const hints = context.mappings.topics.includes(named) ? { hints: topicHints(context.mappings, named) } : {}
  const { description, tables } = describeMessage(raw, { keyColumns, ...hints })
  const outcome = foresee(context, spoolMessageOf(message), named || topicOfTables(context.mappings, tables))
  if ('refusal' in outcome)
    return 'reason' in description ? { ...outcome.refusal } : { ...description, refused: outcome.refusal }
  return { ...description, becomes: outcome.changes.map(nameOf) }
}

function nameOf({ entity, id, version }: Change): string {
  const isGone = version.life === 'deleted' || version.life === 'hidden'
  return `${isGone ? 'deletion' : 'state'} of ${entity} ${id}`
}

await runProgram(program)
