import { Command, Option } from 'commander'
import { runProgram } from '../../warehouse/platform/command/runCommand.ts'
import { type ApiFuzzOptions, fuzzServer } from './apiFuzz.ts'
import { compareComparisons } from './comparisons.ts'
import { type CoverageOptions, showCoverage } from './coverage.ts'
import { compareWithTruth } from './differential.ts'
import { benchExport } from './export.ts'
import { benchIdle, type IdleOptions } from './idle.ts'
import { benchIngest, ORDERS, type Order } from './ingest.ts'
import { LARGE_ENTITIES } from './largeLogs.ts'
import { benchLive } from './live.ts'
import { benchMarts } from './marts.ts'
import { holdDecoding, holdSuppression } from './properties.ts'
import { benchRebuild } from './rebuild.ts'
import { benchScale, type ScaleOptions } from './scale.ts'

const program = new Command('npm run bench --').description(
  'Measures on this machine. Figures are for comparison within one run: read the ratios, not the seconds.',
)
const numbers = (text: string) => text.split(',').map(Number)

program
  .command('ingest')
  .description(
    "changes per second, CPU and memory from a filled Kafka topic, beside the bare insert of the same rows, a consumer that does nothing, and ClickHouse's own Kafka engine",
  )
  .option('--members <list>', 'members in place, one run each', numbers, [0, 1_000_000, 6_000_000])
  .option('--changes <n>', 'changes in the topic', Number, 200_000)
  .addOption(
    new Option('--keys <orders...>', 'of members in place at random, or new ones')
      .choices(ORDERS)
      .default(ORDERS),
  )
  .action((options: { members: number[]; changes: number; keys: readonly Order[] }) => benchIngest(options))

program
  .command('scale')
  .description(
    'look-ups, writes, merges and disk of the large logs with many rows in place, beside the same at 1 M rows; 50 M take the better part of an hour and 5 GB of disk',
  )
  .option('--rows <n>', 'rows in place', Number, 50_000_000)
  .option('--batches <n>', 'batches of 20,000 changes in the sustained run', Number, 100)
  .addOption(
    new Option('--entities <names...>', 'logs to fill').choices(LARGE_ENTITIES).default([...LARGE_ENTITIES]),
  )
  .action((options: ScaleOptions) => benchScale(options))

program
  .command('rebuild')
  .description(
    'versions per second, CPU and memory of a rebuild, plain and with everything mapped anew, beside a copy inside the engine and versions read for nothing',
  )
  .option('--versions <n>', 'versions in the log', Number, 1_000_000)
  .action((options: { versions: number }) => benchRebuild(options))

program
  .command('live')
  .description('produced to Kafka until the digit has changed in Chromium, while other changes run')
  .option('--rate <n>', 'changes per second running beside', Number, 2_000)
  .option('--samples <n>', 'measured changes', Number, 60)
  .action((options: { rate: number; samples: number }) => benchLive(options))

program
  .command('idle')
  .description(
    'CPU of every process with the demo live and a wall open, and with nothing to do; statements of the engine, how soon a change is shown, and what each report takes beside it; takes minutes',
  )
  .option('--members <n>', 'members of the demo', Number, 5_000)
  .option('--months <n>', 'months of its history', Number, 3)
  .option('--rate <n>', 'live changes per second', Number, 20)
  .option('--seconds <n>', 'length of each measurement', Number, 60)
  .action((options: IdleOptions) => benchIdle(options))

program
  .command('differential')
  .description('every metric against what the simulator really did, over provinces and seeds; takes minutes')
  .option('--seeds <n>', 'worlds', Number, 3)
  .option('--members <n>', 'members at the start of each', Number, 9_500)
  .action((options: { seeds: number; members: number }) => compareWithTruth(options))

program
  .command('comparisons')
  .description(
    'value, change on the month and on the year before of every metric, month by month, against the truth',
  )
  .option('--seeds <n>', 'worlds', Number, 3)
  .option('--members <n>', 'members at the start of each', Number, 500)
  .option('--months <n>', 'months compared; a year more is lived through', Number, 36)
  .action((options: { seeds: number; members: number; months: number }) => compareComparisons(options))

program
  .command('coverage')
  .description(
    'every statistic that the documents of the five systems name: the metric that answers it, and its value in a small demo of all systems; fails when one has none; takes minutes',
  )
  .option('--members <n>', 'members of the largest system', Number, 3_000)
  .option('--months <n>', 'months of history', Number, 14)
  .option('--seed <n>', 'of the province', Number, 1)
  .action((options: CoverageOptions) => showCoverage(options))

program
  .command('api')
  .description(
    'random requests to every route of the interface, over a small simulated province: none may make the server fail, every refusal has the one shape; takes minutes',
  )
  .option('--requests <n>', 'requests, spread over all routes', Number, 20_000)
  .option('--members <n>', 'members of the province', Number, 1_000)
  .option('--seed <n>', 'of the requests and the province', Number, 1)
  .action((options: ApiFuzzOptions) => fuzzServer(options))

program
  .command('suppression')
  .description(
    'random tables of small counts: what is shown of them must leave every hidden cell enough values; fails with the smallest table that does not',
  )
  .option('--tables <n>', 'tables; a twentieth as many for a reader who tries every value', Number, 10_000)
  .option('--seed <n>', 'of the tables', Number, 1)
  .action((options: { tables: number; seed: number }) => holdSuppression(options))

program
  .command('decode')
  .description('faulty messages of all formats: each becomes valid changes, nothing, or a dead letter')
  .option('--messages <n>', 'messages', Number, 100_000)
  .option('--seed <n>', 'of the messages', Number, 20_260_501)
  .action((options: { messages: number; seed: number }) => holdDecoding(options))

program
  .command('export')
  .description('seconds and peak memory of a workbook with many styled rows, in a process of its own')
  .option('--rows <n>', 'rows', Number, 100_000)
  .action((options: { rows: number }) => benchExport(options))

program
  .command('marts')
  .description(
    'the jobs of one night over a province made inside the engine: seconds, CPU, memory; takes minutes',
  )
  .option('--orgs <n>', 'organisations', Number, 300_000)
  .option('--members <n>', 'members; each has a bill in every month', Number, 3_000_000)
  .option('--months <n>', 'months of bills and payments, the running one included', Number, 4)
  .action((options: { orgs: number; members: number; months: number }) => benchMarts(options))

await runProgram(program)
