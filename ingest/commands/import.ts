import fs from 'node:fs'
import readline from 'node:readline'
import { Command } from 'commander'
import { commandAction, runProgram } from '../../warehouse/commands/runCommand.ts'
import { TuanshuError } from '../../warehouse/errors.ts'
import { loadMappings } from '../mapping/load.ts'
import type { SpoolMessage } from '../source/spool/segment.ts'
import { spoolMessageOf } from '../source/spool/spoolMessageOf.ts'
import { openSpoolWriter } from '../source/spool/writer.ts'

/** Messages appended and synced together. */
const FRAME = 2_000
const REPORT_EVERY = 50_000

const program = new Command('npm run import --')
  .description(
    'Appends change messages to the spool, where the ingest reads them. A file holds one message a line: {"key":…,"value":…,"timestamp":…}, or the bare value.',
  )
  .requiredOption('-t, --topic <topic>', 'topic of the messages, as a mapping names it')
  .argument('<file...>', 'files to read; "-" is standard input')
  .action(
    commandAction('import', async ({ config, log, signal }, files: string[], options: { topic: string }) => {
      if (config.KAFKA_BROKERS)
        throw new TuanshuError(
          'config',
          'KAFKA_BROKERS is set, so the spool is not the change stream: send the messages to Kafka, or unset it',
        )
      const { topics } = loadMappings(config.INGEST_SYSTEMS)
      if (!topics.includes(options.topic))
        throw new TuanshuError(
          'input',
          `no mapping reads topic ${options.topic}; there are ${topics.join(', ')}`,
        )
      for (const file of files)
        if (file !== '-' && !fs.existsSync(file))
          throw new TuanshuError('input', `${file} does not exist; nothing was imported`)

      const spool = await openSpoolWriter(config, log)
      let frame: SpoolMessage[] = []
      let count = 0
      try {
        for (const file of files) {
          const input = file === '-' ? process.stdin : fs.createReadStream(file)
          for await (const line of readline.createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
            if (signal.aborted) break
            if (line.trim() === '') continue
            frame.push(spoolMessageOf(line))
            count += 1
            if (frame.length >= FRAME) {
              await spool.append(options.topic, frame)
              frame = []
            }
            if (count % REPORT_EVERY === 0) process.stderr.write(`${count} messages\n`)
          }
        }
        if (frame.length > 0) await spool.append(options.topic, frame)
      } finally {
        await spool.close()
      }
      process.stdout.write(
        `${count} messages imported into ${options.topic}${signal.aborted ? ' before it was stopped' : ''}\n`,
      )
    }),
  )

await runProgram(program)
