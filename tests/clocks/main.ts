import path from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { fetchKafka } from '../../ingest/demo/brokerJars.ts'
import { commandAction, runProgram } from '../../warehouse/platform/command/runCommand.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { formatInstant } from '../../warehouse/platform/time/day.ts'
import { openBrowser } from '../support/browser/browser.ts'
import { temporaryDir } from '../support/warehouse.ts'
import { type Instant, instantsAfter, parseAt } from './instants.ts'
import { chosenFiles, type Outcome, runTests } from './runTests.ts'
import { buildShift, shiftedBy } from './shift.ts'

const collect = (text: string, before: Instant[] = []): Instant[] => {
  const at = parseAt(text)
  if (at === undefined)
    throw new InvalidArgumentError('must be a date and time of Shanghai, like "2028-02-29 12:00"')
  return [...before, { name: 'asked for', at }]
}

const program = new Command('npm run clocks --')
  .description(
    'Runs the tests with the clock set to other days: today, the last day of March, the leap day, ten minutes before and after New Year, and three years on, all in Shanghai. The clock goes on from there, for the tests and for every process they start: the rooms, the embedded ClickHouse, Kafka, Chromium. The monotonic clock stays, and only Node sees the times of files shifted. Exit code 1 when a test fails at one of the instants. Needs gcc, which root gets installed.',
  )
  .argument('[files...]', 'parts of the paths of test files; all when none is given')
  .option(
    '--at <instant>',
    'only at this instant of Shanghai, like "2028-02-29 12:00"; may be repeated',
    collect,
  )
  .action(
    commandAction('clocks', async ({ signal }, filters: string[], options: { at?: Instant[] }) => {
      const { dir, remove } = temporaryDir()
      try {
        const files = await chosenFiles(filters, dir)
        if (files.length === 0)
          throw new TuanshuError('input', `no test file has ${filters.join(' or ')} in its path`)
        const outcomes = await runEach(files, options.at ?? instantsAfter(Date.now()), dir, signal)
        if (outcomes.some(({ outcome }) => outcome.hasFailed)) process.exitCode = 1
        for (const { instant, outcome } of outcomes) say(describe(instant, outcome))
      } finally {
        remove()
      }
    }),
  )

interface Run {
  instant: Instant
  outcome: Outcome
}

async function runEach(
  files: string[],
  instants: Instant[],
  dir: string,
  signal: AbortSignal,
): Promise<Run[]> {
  const library = path.join(dir, 'shift.so')
  await buildShift(library)
  await fetchWhatTheyNeed(files)
  const outcomes: Run[] = []
  for (const [n, instant] of instants.entries()) {
    say(`${n + 1}/${instants.length}: ${files.length} files, ${instant.name}, ${formatInstant(instant.at)}`)
    const outcome = await runTests(files, { env: shiftedBy(instant.at - Date.now(), library), dir, signal })
    if (!outcome) break
    outcomes.push({ instant, outcome })
  }
  return outcomes
}

/** The servers that they are fetched from have no valid certificate in three years. */
async function fetchWhatTheyNeed(files: string[]): Promise<void> {
  const needs = (suffix: RegExp) => files.some(file => suffix.test(file))
  if (needs(/\.(kafka|e2e)\.test\.ts$/)) await fetchKafka()
  if (needs(/\.(browser|e2e)\.test\.ts$/)) await (await openBrowser()).close()
}

function describe({ name, at }: Instant, { files, passed, failed, failing }: Outcome): string {
  const line = `${formatInstant(at).slice(0, 16)} (${name}): ${files} files, ${passed} tests passed, ${failed} failed`
  return [line, ...failing.map(file => `  ${file}`)].join('\n')
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

await runProgram(program)
