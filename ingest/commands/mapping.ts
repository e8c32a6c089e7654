import { randomBytes } from 'node:crypto'
import { Command, Option } from 'commander'
import { ENTITY_NAMES, type EntityName } from '../../warehouse/catalogue/entities.ts'
import { print } from '../../warehouse/platform/command/print.ts'
import { commandAction, runProgram } from '../../warehouse/platform/command/runCommand.ts'
import { describeError, TuanshuError } from '../../warehouse/platform/errors.ts'
import { draftText } from '../draft/draftText.ts'
import { KnownNames } from '../draft/guess.ts'
import { pickTable, readDraftTables } from '../draft/readDraftTables.ts'
import { listSystems, mappingDirs } from '../mapping/directories.ts'
import { describeMapping, describeSystems } from '../mapping/explain.ts'
import { checkSystem, loadMappings } from '../mapping/load.ts'
import { createPseudonyms } from '../mapping/pseudonyms.ts'
import { openMessageFile } from '../messageFile/open.ts'
import { Progress } from '../messageFile/progress.ts'
import { Tally } from '../messageFile/tally.ts'
import { explainMessage, findTable, refusedAs } from '../pipeline/explainMessage.ts'
import { spoolMessageOf } from '../source/spool/spoolMessageOf.ts'
import { sizeLimit, sizeOption } from './sizeOption.ts'

const program = new Command('npm run mapping --').description(
  'The mappings of source tables to entities (ingest/mapping/<system>, and the folder MAPPING_DIR): check the files, and see what a table or a message becomes. Reads and writes nothing but the terminal.',
)

program
  .command('check', { isDefault: true })
  .description(
    'reads all files and lists what they map; with faults, names file and line of each and exits with 1',
  )
  .option('--dir <folder>', 'folder with own mappings, in place of MAPPING_DIR')
  .action(
    commandAction('mapping', async ({ config }, { dir }: { dir?: string }) => {
      const dirs = mappingDirs(dir === undefined ? config : { MAPPING_DIR: dir })
      try {
        await print(textOf(describeSystems(loadMappings(listSystems(dirs), dirs))))
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
    'shows how a table is mapped; with a file, what each of its messages would become, or why it would be refused. Files are those that "npm run decode" reads. The last line, on standard error, counts messages, rows and refusals; exits with 1 when a message was refused.',
  )
  .argument('<system>', 'source system; check lists them')
  .argument('<table>', 'table, with or without its database')
  .argument('[file]', 'messages; "-" is standard input')
  .addOption(sizeOption())
  .action(
    commandAction(
      'mapping',
      async (
        { config, signal },
        system: string,
        table: string,
        file: string | undefined,
        { maxMb }: { maxMb?: number },
      ) => {
        const dirs = mappingDirs(config)
        checkSystem(system, dirs)
        const mapping = findTable(loadMappings([system], dirs), table)
        if (file === undefined) return print(textOf(describeMapping(mapping)))
        const limit = sizeLimit(config, maxMb)
        const input = openMessageFile(file, limit)
        await print('pseudonyms are made under a key of this run only: they fit nothing in the warehouse\n')
        const context = {
          mapping,
          pseudonyms: createPseudonyms(randomBytes(32)),
          maxBytes: limit.megabytes << 20,
        }
        const tally = new Tally()
        const progress = new Progress(process.stdout.isTTY ? null : process.stderr)
        for await (const item of input.items) {
          if (signal.aborted) break
          const { lines, outcome } =
            'message' in item
              ? explainMessage(context, spoolMessageOf(item.message))
              : { lines: [refusedAs(item.refusal)], outcome: item }
          if ('refusal' in outcome) tally.refuse(outcome.refusal.reason)
          else tally.use(outcome.changes.length)
          const [verdict = '', ...details] = lines
          const place = 'refusal' in outcome ? ` (${item.place})` : ''
          await print(textOf([`${tally.messages}: ${verdict}${place}`, ...details]))
          progress.show(input, tally.messages)
        }
        progress.end()
        process.stderr.write(`${tally.summary(input.readAs)}\n`)
        if (tally.refused > 0) process.exitCode = 1
      },
    ),
  )

program
  .command('draft')
  .description(
    'prints a first mapping file of a table, from its DDL (create table of MySQL, Oracle or PostgreSQL) or from sample messages: what its columns seem to be, and as remarks the questions that are left. Columns are known by the names that the mappings of other systems have for them. Codes that were seen are printed.',
  )
  .argument('<file>', 'DDL, or messages as "npm run decode" reads them')
  .option('-t, --table <table>', 'which table, where the file has several')
  .addOption(new Option('-e, --entity <entity>', 'what its rows are').choices(ENTITY_NAMES))
  .addOption(sizeOption())
  .action(
    commandAction('mapping', async ({ config }, file: string, given: DraftOptions) => {
      const dirs = mappingDirs(config)
      const names = new KnownNames(loadMappings(listSystems(dirs), dirs).all)
      const table = pickTable(await readDraftTables(file, sizeLimit(config, given.maxMb)), given.table)
      await print(draftText(table, names, given.entity))
    }),
  )

interface DraftOptions {
  table?: string
  entity?: EntityName
  maxMb?: number
}

function textOf(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('')
}

await runProgram(program)
