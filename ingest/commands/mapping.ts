import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import readline from 'node:readline'
import { Command } from 'commander'
import { commandAction, runProgram } from '../../warehouse/commands/runCommand.ts'
import { describeError, TuanshuError } from '../../warehouse/errors.ts'
import { describeMapping, describeSystems } from '../mapping/explain.ts'
import { listSystems, loadMappings } from '../mapping/load.ts'
import { createPseudonyms } from '../mapping/pseudonyms.ts'
import { explainMessage, findTable } from '../pipeline/explainMessage.ts'
import { spoolMessageOf } from '../source/spool/spoolMessageOf.ts'

const program = new Command('npm run mapping --').description(
  'The mappings of source tables to entities (ingest/mapping/<system>): check the files, and see what a table or a message becomes. Reads and writes nothing but the terminal.',
)

program
  .command('check', { isDefault: true })
  .description(
    'reads all files and lists what they map; with faults, names file and line of each and exits with 1',
  )
  .option('--dir <folder>', 'folder with one folder for each system; by default those that ship')
  .action(
    commandAction('mapping', async (_, { dir }: { dir?: string }) => {
      try {
        print(describeSystems(loadMappings(listSystems(dir), dir)))
      } catch (error) {
        if (!(error instanceof TuanshuError)) throw error
        process.stderr.write(`${describeError(error)}\n`)
        process.exitCode = 1
      }
    }),
  )

program
  .command('explain')
  .description(
    'shows how a table is mapped; with a file, what each of its messages would become. A file holds one message a line: {"key":…,"value":…,"timestamp":…}, or the bare value.',
  )
  .argument('<system>', `one of ${listSystems().join(', ')}`)
  .argument('<table>', 'table, with or without its database')
  .argument('[file]', 'messages; "-" is standard input')
  .option('--max-mb <n>', 'largest message', '8')
  .action(
    commandAction(
      'mapping',
      async (
        { signal },
        system: string,
        table: string,
        file: string | undefined,
        options: { maxMb: string },
      ) => {
        const mappings = loadMappings([system])
        const mapping = findTable(mappings, table)
        if (file === undefined) return print(describeMapping(mapping))
        if (file !== '-' && !fs.existsSync(file)) throw new TuanshuError('input', `${file} does not exist`)
        process.stdout.write(
          'pseudonyms are made under a key of this run only: they fit nothing in the warehouse\n',
        )
        const context = {
          mapping,
          pseudonyms: createPseudonyms(randomBytes(32)),
          maxBytes: Number(options.maxMb) << 20,
        }
        const input = file === '-' ? process.stdin : fs.createReadStream(file)
        let count = 0
        for await (const line of readline.createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
          if (signal.aborted) break
          if (line.trim() === '') continue
          count += 1
          print(
            explainMessage(context, spoolMessageOf(line)).map((text, i) =>
              i === 0 ? `${count}: ${text}` : text,
            ),
          )
        }
      },
    ),
  )

function print(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`)
}

await runProgram(program)
