import { Command } from 'commander'
import { print } from '../../warehouse/platform/command/print.ts'
import { commandAction, runProgram } from '../../warehouse/platform/command/runCommand.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { mappingDirs } from '../mapping/directories.ts'
import { loadMappings } from '../mapping/load.ts'
import { bytesOf, canBeReadAgain, type MessageFile, openMessageFile } from '../messageFile/open.ts'
import { Progress } from '../messageFile/progress.ts'
import { type Staged, stage } from '../messageFile/staged.ts'
import { Tally } from '../messageFile/tally.ts'
import type { SpoolMessage } from '../source/spool/segment.ts'
import { spoolMessageOf } from '../source/spool/spoolMessageOf.ts'
import { openSpoolWriter, type SpoolWriter } from '../source/spool/writer.ts'
import { sizeLimit, sizeOption } from './sizeOption.ts'

/** Messages appended and synced together. */
const FRAME = 2_000
/** Bytes of their values at the most, unless one alone is larger. */
const FRAME_BYTES = 32 << 20
/** Refusals that are printed one by one. */
const SHOWN = 20

type Open = () => MessageFile

const program = new Command('npm run import --')
  .description(
    'Appends change messages to the spool, where the ingest reads them, as they were sent: what a mapping refuses becomes a dead letter there ("npm run decode -- --mapping" shows it beforehand). Files are those that "npm run decode" reads. They are read to their end first: when a piece of them is no message (JSON that breaks off, text that is not UTF-8, more than the largest message), its place is named, nothing is imported, and the command exits with 1.',
  )
  .requiredOption('-t, --topic <topic>', 'topic of the messages, as a mapping names it')
  .addOption(sizeOption())
  .argument('<file...>', 'files to read; "-" is standard input')
  .action(
    commandAction(
      'import',
      async (
        { config, log, signal },
        files: string[],
        { topic, maxMb }: { topic: string; maxMb?: number },
      ) => {
        if (config.KAFKA_BROKERS)
          throw new TuanshuError(
            'config',
            'KAFKA_BROKERS is set, so the spool is not the change stream: send the messages to Kafka, or unset it',
          )
        const { topics } = loadMappings(config.INGEST_SYSTEMS, mappingDirs(config))
        if (!topics.includes(topic))
          throw new TuanshuError('input', `no mapping reads topic ${topic}; there are ${topics.join(', ')}`)

        const limit = sizeLimit(config, maxMb)
        const staged = new Map<string, Staged>()
        try {
          for (const file of files)
            if (!canBeReadAgain(file) && !staged.has(file))
              staged.set(file, await stage(bytesOf(file), signal))
          const opens = files.map(file => () => openMessageFile(file, limit, staged.get(file)?.read()))
          const { tally, readAs } = await check(opens, topic, signal).catch(error => {
            if (!(error instanceof TuanshuError)) throw error
            throw new TuanshuError(error.code, `${error.message}; nothing was imported`, {
              cause: error.cause,
            })
          })
          if (tally.refused > 0)
            throw new TuanshuError(
              'input',
              `${tally.refused} of ${tally.messages} messages cannot be read; nothing was imported`,
            )
          const spool = await openSpoolWriter(config, log)
          try {
            const count = await append(opens, spool, topic, signal)
            await print(
              `${count} messages imported into ${topic}${signal.aborted ? ' before it was stopped' : ''}; read as: ${[...readAs].join(', ')}\n`,
            )
          } finally {
            await spool.close()
          }
        } finally {
          for (const one of staged.values()) await one.close()
        }
      },
    ),
  )

/** Reads all files to their end; names what is no message. */
async function check(
  opens: readonly Open[],
  topic: string,
  signal: AbortSignal,
): Promise<{ tally: Tally; readAs: ReadonlySet<string> }> {
  const tally = new Tally()
  const readAs = new Set<string>()
  const progress = new Progress(process.stderr)
  let strays = 0
  const opened = opens.map(open => open())
  for (const file of opened) {
    for await (const item of file.items) {
      if (signal.aborted) return { tally, readAs }
      progress.show(file, tally.messages)
      if ('message' in item) {
        tally.use(1)
        if (item.message.topic !== '' && item.message.topic !== topic) strays += 1
        continue
      }
      tally.refuse(item.refusal.reason)
      progress.end()
      if (tally.refused <= SHOWN) process.stderr.write(`${item.place}: ${item.refusal.detail}\n`)
      if (tally.refused === SHOWN + 1) process.stderr.write('…\n')
    }
    for (const one of file.readAs) readAs.add(one)
  }
  progress.end()
  if (strays > 0)
    process.stderr.write(
      `warning: ${strays} messages name another topic; they are taken for ones of ${topic}\n`,
    )
  return { tally, readAs }
}

async function append(
  opens: readonly Open[],
  spool: SpoolWriter,
  topic: string,
  signal: AbortSignal,
): Promise<number> {
  const progress = new Progress(process.stderr)
  let frame: SpoolMessage[] = []
  let bytes = 0
  let count = 0
  const flush = async () => {
    if (frame.length > 0) await spool.append(topic, frame)
    count += frame.length
    frame = []
    bytes = 0
  }
  for (const open of opens) {
    const file = open()
    for await (const item of file.items) {
      if (signal.aborted) break
      if ('refusal' in item)
        throw new TuanshuError(
          'conflict',
          `${item.place} was changed while it was imported: ${count} messages are in the spool`,
        )
      frame.push(spoolMessageOf(item.message))
      bytes += item.message.value?.length ?? 0
      if (frame.length >= FRAME || bytes >= FRAME_BYTES) await flush()
      progress.show(file, count)
    }
  }
  await flush()
  progress.end()
  return count
}

await runProgram(program)
