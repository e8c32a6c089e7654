import { Command, InvalidArgumentError } from 'commander'
import { commandAction, runProgram } from '../../warehouse/platform/command/runCommand.ts'
import { temporaryDir } from '../support/warehouse.ts'
import { FAULT_KINDS } from './plan.ts'
import { type ChaosReport, runChaos } from './run.ts'

interface Options {
  changes: number
  faults: number
  seed: number
  minutes?: number
  session: number
  days: number
}

const whole = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('must be a whole number')
  return Number(text)
}

const program = new Command('npm run chaos --')
  .description(
    'Runs two ingest processes over a real Kafka broker and the embedded ClickHouse, kills and freezes them all at random, and then accounts for every message and compares every metric with the truth. Exit code 1 when anything is lost, doubled or different, or an ingest gave up by itself; the directory with the logs is then kept. The same seed plans the same faults.',
  )
  .option('--changes <n>', 'changes of the simulated province; repeated ones come on top', whole, 1_000_000)
  .option('--faults <n>', 'kills and freezes', whole, 200)
  .option('--seed <n>', 'of province, faults and order', whole, 1)
  .option('--minutes <n>', 'no new changes and faults after this time; what was sent is audited', whole)
  .option(
    '--session <ms>',
    'how long a silent ingest keeps its partitions; freezes last longer',
    whole,
    5_000,
  )
  .option('--days <n>', 'past days on which every metric is compared', whole, 2)
  .action(
    commandAction('chaos', async ({ signal }, options: Options) => {
      const { dir, remove } = temporaryDir()
      const say = (line: string) => process.stdout.write(`${line}\n`)
      say(`processes and their logs: ${dir}`)
      const report = await runChaos({
        changes: options.changes,
        faults: options.faults,
        seed: options.seed,
        dir,
        sessionMs: options.session,
        pastDays: options.days,
        signal,
        progress: say,
        ...(options.minutes !== undefined && { limitMs: options.minutes * 60_000 }),
      }).catch(error => {
        if (signal.aborted) return undefined
        throw error
      })
      if (report && isClean(report)) remove()
      else if (signal.aborted) remove()
      else process.exitCode = 1
      if (report) say(describe(report))
    }),
  )

function isClean({ verdict, broken, differing, ownEnds }: ChaosReport): boolean {
  return verdict.lost + verdict.doubled + broken.length + differing.length + ownEnds.length === 0
}

function describe(report: ChaosReport): string {
  const { struck, verdict, seconds } = report
  const number = (value: number) => value.toLocaleString('en')
  const total = Object.values(struck).reduce((sum, n) => sum + n, 0)
  const kinds = FAULT_KINDS.map(kind => `${kind} ${struck[kind] ?? 0}`).join(', ')
  return [
    `${number(report.changes)} changes as ${number(report.messages)} messages in ${number(report.batches)} batches, ${Math.round(seconds.streaming)} s (with the audit ${Math.round(seconds.all)} s)`,
    `${total} faults: ${kinds}; ${report.woken} frozen writers woke up, ${report.fenced} batches of theirs and others were fenced off`,
    `lost ${verdict.lost}, doubled ${verdict.doubled}, ${report.broken.length} invariants broken`,
    `${report.metrics} metrics, ${number(report.cells)} figures compared with the truth, ${report.differing.length} differ`,
    ...(report.ownEnds.length > 0 ? [`${report.ownEnds.length} ingests ended by themselves:`] : []),
    ...[...report.ownEnds, ...verdict.lines, ...report.broken, ...report.differing]
      .slice(0, 40)
      .map(line => `  ${line}`),
  ].join('\n')
}

await runProgram(program)
