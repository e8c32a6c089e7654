import { Command, InvalidArgumentError, Option } from 'commander'
import { commandAction, runProgram } from '../../warehouse/platform/command/runCommand.ts'
import { temporaryDir } from '../support/warehouse.ts'
import { type FeedReport, runFeed } from './run.ts'
import { SOURCES } from './source.ts'

interface Options {
  database: 'mariadb' | 'postgres' | 'both'
  rows: number
  seed: number
  samples?: string
}

const whole = (text: string): number => {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('must be a whole number above 0')
  return Number(text)
}

const program = new Command('npm run feed --')
  .description(
    'Feeds the product from real databases through Debezium and Kafka, with broken-off snapshots, changed keys, an emptied table and kills on the way, then counts the metrics again in the SQL of the source and compares every figure. Exit code 1 when one differs. Needs MariaDB, PostgreSQL, Java and Maven (as root it installs them) and some 4 GB of memory; takes minutes.',
  )
  .addOption(
    new Option(
      '--database <which>',
      'the source: 广东智慧团建 on MariaDB, 共青云 on PostgreSQL, or one after the other',
    )
      .choices(['mariadb', 'postgres', 'both'])
      .default('both'),
  )
  .option('--rows <n>', 'rows of a source before anything changes', whole, 20_000)
  .option('--seed <n>', 'of the rows', whole, 1)
  .option('--samples <dir>', 'write a few messages of each kind there (tests/ingest/format/captured)')
  .action(
    commandAction('feed', async ({ signal }, { database, rows, seed, samples }: Options) => {
      const say = (line: string) => process.stdout.write(`${line}\n`)
      const chosen = database === 'both' ? (['mariadb', 'postgres'] as const) : [database]
      for (const name of chosen) {
        const { dir, remove } = temporaryDir()
        say(`${name}: processes and their logs in ${dir}`)
        const report = await runFeed({
          source: SOURCES[name],
          rows,
          seed,
          dir,
          ...(samples !== undefined && { samples }),
          signal,
          progress: say,
        }).catch(error => {
          if (signal.aborted) return undefined
          throw error
        })
        if (report) say(describe(report))
        if (report && differingOf(report).length > 0) process.exitCode = 1
        else remove()
        if (signal.aborted) return
      }
    }),
  )

/** Differences that are printed of each metric. */
const SHOWN = 5

const differingOf = ({ comparisons }: FeedReport) => comparisons.flatMap(({ differing }) => differing)

function describe(report: FeedReport): string {
  const { comparisons, letters } = report
  const number = (value: number) => value.toLocaleString('en')
  const cells = comparisons.reduce((sum, one) => sum + one.cells, 0)
  const differing = differingOf(report)
  const perMetric = comparisons
    .filter(one => one.differing.length > 0)
    .map(one => `${one.metric} ${one.differing.length}`)
  return [
    `${report.system}: ${number(report.rows)} rows at first, ${number(report.messages)} messages, ${report.kills} kills, ${report.seconds} s`,
    `snapshots that waited for a person: ${report.confirmed.join(', ') || 'none'}`,
    `dead letters: ${letters.map(({ reason, detail, count }) => `${count} ${reason} (${detail})`).join('; ') || 'none'}`,
    `${comparisons.length} metrics, ${number(cells)} figures compared, ${differing.length} differ${perMetric.length > 0 ? `: ${perMetric.join(', ')}` : ''}`,
    ...comparisons.flatMap(one => one.differing.slice(0, SHOWN).map(line => `  ${line}`)),
  ].join('\n')
}

await runProgram(program)
