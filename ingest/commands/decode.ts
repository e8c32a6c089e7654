import fs from 'node:fs'
import readline from 'node:readline'
import { Command } from 'commander'
import { commandAction, runProgram } from '../../warehouse/commands/runCommand.ts'
import { TuanshuError } from '../../warehouse/errors.ts'
import { describeLine } from '../format/describe.ts'

const program = new Command('npm run decode --')
  .description(
    'Prints what change messages say, one JSON line a message: its format and its changes, or what it is for, or why it cannot be used. A line holds one message: {"key":…,"value":…} (objects or text), or the bare value. No warehouse and no mapping is needed. The values are printed as they are, personal ones too: it is meant for files of your own.',
  )
  .option('-t, --topic <topic>', 'names the table of rows that do not name it themselves')
  .option(
    '-k, --key-columns <names>',
    'key columns, with commas between them: for tables whose messages do not name them; makes bare rows readable, too',
  )
  .argument('<file>', 'file to read; "-" is standard input')
  .action(
    commandAction(
      'decode',
      async ({ signal }, file: string, options: { topic?: string; keyColumns?: string }) => {
        if (file !== '-' && !fs.existsSync(file)) throw new TuanshuError('input', `${file} does not exist`)
        const known = {
          topic: options.topic ?? '',
          keyColumns: options.keyColumns?.split(',').map(name => name.trim()) ?? [],
        }
        const input = file === '-' ? process.stdin : fs.createReadStream(file)
        for await (const line of readline.createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
          if (signal.aborted) break
          if (line.trim() === '') continue
          // a reader that stopped reading (head, a closed pager) must not make the rest pile up
          if (!process.stdout.write(`${JSON.stringify(describeLine(line, known))}\n`))
            await new Promise(resolve => process.stdout.once('drain', resolve))
        }
      },
    ),
  )

await runProgram(program)
