import { Command } from 'commander'
import { withWarehouse } from '../../warehouse/platform/clickhouse/attach.ts'
import { print } from '../../warehouse/platform/command/print.ts'
import {
  type CommandContext,
  commandAction,
  runProgram,
} from '../../warehouse/platform/command/runCommand.ts'
import { dayOf, monthOf } from '../../warehouse/platform/time/day.ts'
import { readReferenceValues } from '../../warehouse/reference/referenceValues.ts'
import { explainMetric } from '../measures/explainMetric.ts'
import { readCatchUps } from '../schedule/catchUp.ts'
import { readJobStates } from '../schedule/states.ts'
import { readWaits } from '../schedule/waits.ts'
import { describeStates } from './describeStates.ts'
import { type AskedDays, backfillJobs, findJobs, runJob, windowOf } from './runJobs.ts'

const program = new Command('npm run job --').description(
  'Scheduled work: how it stands, run a window, make up for what is missing. Windows are whole business days (Asia/Shanghai). Ctrl+C ends a run; what it replaces stays as it was.',
)

program
  .command('list', { isDefault: true })
  .description(
    'lists every job: its schedule, how far it is done, what is due and how to run it now, its last run',
  )
  .action(
    commandAction('job', async ({ config }) => {
      const now = Date.now()
      const [states, waits, catchUps] = await withWarehouse(config, 'job', warehouse =>
        Promise.all([
          readJobStates(warehouse.app),
          readWaits({ warehouse, config, now }),
          readCatchUps(warehouse.app, now),
        ]),
      )
      await print(describeStates(states, waits, catchUps))
    }),
  )

program
  .command('run')
  .description(
    'runs one window of a job, done or not; without days the newest that its schedule would run, which ends with a day that is over',
  )
  .argument('<name>', 'as "list" prints it')
  .option('--from <day>', 'first day, YYYY-MM-DD')
  .option('--to <day>', 'last day, YYYY-MM-DD')
  .action(
    commandAction('job', async (context: CommandContext, name: string, days: AskedDays) => {
      const [job] = findJobs([name])
      if (job)
        await withWarehouse(context.config, 'job', warehouse => runJob(job, days, { ...context, warehouse }))
    }),
  )

program
  .command('backfill')
  .description('runs, in order, every window that is due; with days every window within them, done or not')
  .argument('[name...]', 'which jobs; all without one')
  .option('--from <day>', 'first day, YYYY-MM-DD')
  .option('--to <day>', 'last day, YYYY-MM-DD')
  .action(
    commandAction('job', async (context: CommandContext, names: string[], days: AskedDays) => {
      const jobs = findJobs(names)
      await withWarehouse(context.config, 'job', warehouse =>
        backfillJobs(jobs, days, { ...context, warehouse }),
      )
    }),
  )

program
  .command('explain')
  .description(
    'prints how a metric is computed: its definition, and the SQL with its values; of a month (the last whole one by default). Reads no data, so of the reference values only those of the files',
  )
  .argument('<metric>', 'its id, as DUE06')
  .option('--from <day>', 'first day, YYYY-MM-DD')
  .option('--to <day>', 'last day, YYYY-MM-DD')
  .action(
    commandAction('job', async ({ config }: CommandContext, metric: string, days: AskedDays) => {
      const today = dayOf(Date.now())
      const last = monthOf(today) - 1
      const window = windowOf(days, today) ?? { from: monthOf(last), to: last }
      await print(explainMetric(metric, window, readReferenceValues(config)))
    }),
  )

await runProgram(program)
