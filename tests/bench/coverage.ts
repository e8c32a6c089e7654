import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { countingRulesOf, demoSystems } from '../../ingest/demo/demoSystems.ts'
import { joinTops } from '../../ingest/demo/joinTops.ts'
import { type MessageSink, openSink } from '../../ingest/demo/sink.ts'
import { DemoStream } from '../../ingest/demo/stream.ts'
import { simulatedSystem } from '../../ingest/demo/system.ts'
import { hiddenCells } from '../../jobs/measures/hiddenCells.ts'
import { measures } from '../../jobs/measures/measures.ts'
import { quality } from '../../jobs/measures/quality.ts'
import { retention } from '../../jobs/retention/retention.ts'
import type { Job } from '../../jobs/schedule/job.ts'
import { tickets } from '../../jobs/tickets/tickets.ts'
import { findMetric, type Metric } from '../../warehouse/catalogue/metrics.ts'
import { TOP_IDS, type TopId } from '../../warehouse/catalogue/tops.ts'
import { valueWithUnit } from '../../warehouse/contract/figureText.ts'
import { readCountingRules } from '../../warehouse/orgs/countingRules.ts'
import { refreshTree } from '../../warehouse/orgs/refresh.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import type { Window } from '../../warehouse/platform/time/comparison.ts'
import { addMonths, dayOf, formatDay } from '../../warehouse/platform/time/day.ts'
import { readFirstDay } from '../../warehouse/query/firstDay.ts'
import { readTop } from '../../warehouse/query/readTop.ts'
import type { Cell } from '../../warehouse/query/types.ts'
import { askUnmasked } from '../../warehouse/query/unmasked.ts'
import { jobContext } from '../support/jobContext.ts'
import { ingestTopics } from '../support/province/loadSimulated.ts'
import { instant } from '../support/province/simulated.ts'
import { type TestWarehouse, temporaryDir, testWarehouse } from '../support/warehouse.ts'
import { answerOfColumn, readStatistics, type Statistic } from './namedStatistics.ts'

export interface CoverageOptions {
  members: number
  months: number
  seed: number
}

const PROVINCE = '440000'
/** In the first days of November evaluations, campaigns and inspections have begun. */
const UNTIL = '2026-11-10 15:00:00'
/** Months that are computed and asked about, the last first: evaluations, awards, graduation, registration, and the last ones. */
const MONTHS = ['2026-10', '2026-09', '2026-07', '2026-06', '2026-05', '2026-03', '2025-12'].map(month =>
  dayOf(instant(`${month}-01 12:00:00`)),
)
/** What they check does not depend on the season. */
const CHECKED_MONTHS = 2

interface Answer {
  metric: Metric | undefined
  /** Of a list its first rows, of a column of a report its cell, in words; `''` when there is none. */
  list?: { title: string; words: string }
  /** The latest of the months that has a figure, and the latest one that has one that is not 0. */
  last: (Cell & { month: number }) | undefined
  filled: (Cell & { month: number }) | undefined
  absence: string
}

/**
 * Prints, for every statistic that the documents of the five systems name, the metric that answers it and its value in a demo of
 * all systems: that of the last whole month, or of the latest one in which it was not 0. Exit code 1 when one has no value.
 */
export async function showCoverage(options: CoverageOptions): Promise<void> {
  const { dir, remove } = temporaryDir()
  const systems = demoSystems('all')
  const rulesFile = path.join(dir, 'counting.csv')
  writeFileSync(rulesFile, countingRulesOf(systems))
  const test = await testWarehouse({
    WAREHOUSE_MEMORY_MB: '4096',
    TUANSHU_PROVINCE: PROVINCE,
    INGEST_SYSTEMS: systems.join(','),
    COUNTING_SYSTEMS: rulesFile,
  })
  try {
    await load(test, systems, options)
    const today = dayOf(instant(UNTIL))
    const firstDay = await readFirstDay(test.warehouse.app)
    const isAsked = ({ from }: Window) => MONTHS.includes(from)
    const isLast = ({ from }: Window) => MONTHS.slice(0, CHECKED_MONTHS).includes(from)
    const jobs: readonly [Job, (window: Window) => boolean][] = [
      // a year so far needs all of its months
      [retention, () => true],
      [measures, isAsked],
      [quality, isLast],
      [tickets, isLast],
      [hiddenCells, isLast],
    ]
    for (const [job, isWanted] of jobs)
      for (const window of job.windows(today, Math.min(...MONTHS) - 1, firstDay).filter(isWanted)) {
        process.stderr.write(`${job.title} ${formatDay(window.from).slice(0, 7)}\n`)
        await job.run(window, jobContext(test, instant(UNTIL)))
      }
    const answers = await answersOf(test, readStatistics(), today)
    print(answers)
  } finally {
    await test.stop()
    remove()
  }
}

/** Lives the demo as it is lived with `--systems all`, and brings it into the warehouse. */
async function load(
  test: TestWarehouse,
  systems: readonly string[],
  { members, months, seed }: CoverageOptions,
): Promise<void> {
  const log = createLog('coverage')
  const topics = systems.flatMap(name => simulatedSystem(name).topics)
  const sink = await openSink(test.config, log, topics)
  const sent = new Set<string>()
  const noting: MessageSink = {
    send: (topic, messages) => {
      sent.add(topic)
      return sink.send(topic, messages)
    },
    close: () => sink.close(),
  }
  const options = { systems: 'all', province: PROVINCE, members, months, seed, faults: 0.02, kafka: false }
  const stream = new DemoStream({ options, end: instant(UNTIL), sent: {}, sessions: [] }, noting)
  await stream.catchUp(new AbortController().signal, async () => {})
  await noting.close()
  process.stderr.write(`${stream.messages.toLocaleString('en')} messages of ${systems.join(', ')}\n`)
  await ingestTopics(test, sent)
  await joinTops(test.warehouse.app, stream.tops)
  await refreshTree(test.warehouse.app, log, readCountingRules(test.config), instant(UNTIL))
}

async function answersOf(
  test: TestWarehouse,
  statistics: readonly Statistic[],
  today: number,
): Promise<[Statistic, Answer][]> {
  const found: [Statistic, Answer][] = []
  for (const statistic of statistics) {
    const top = TOP_IDS.find(id => id === statistic.id)
    if (top) {
      found.push([statistic, await answerOfTop(test, top, today)])
      continue
    }
    if (statistic.column) {
      const list = await answerOfColumn(
        test.warehouse.reader,
        statistic.column,
        MONTHS[0] ?? today,
        instant(UNTIL),
      )
      found.push([
        statistic,
        { metric: undefined, list, last: undefined, filled: undefined, absence: 'no_data' },
      ])
      continue
    }
    const metric = findMetric(statistic.id)
    if (!metric) {
      found.push([statistic, { metric, last: undefined, filled: undefined, absence: 'no metric' }])
      continue
    }
    const { answers } = await askUnmasked(
      test.warehouse.reader,
      { org: 'root' },
      MONTHS.map(from => ({
        name: String(from),
        metrics: [metric.id],
        org: 'root',
        rows: 'total' as const,
        from,
        to: addMonths(from, 1) - 1,
        grain: 'all' as const,
      })),
      today,
    )
    const cells = MONTHS.flatMap(month => {
      const cell = answers.get(String(month))?.cells.find(one => one.metric === metric.id)
      return cell ? [{ ...cell, month }] : []
    })
    found.push([
      statistic,
      {
        metric,
        last: cells.find(({ value }) => value !== null),
        filled: cells.find(({ value }) => value !== null && value !== 0),
        absence: cells[0]?.absence ?? 'no_data',
      },
    ])
  }
  return found
}

async function answerOfTop(test: TestWarehouse, top: TopId, today: number): Promise<Answer> {
  const { title, by, rows } = await readTop(
    test.warehouse.reader,
    { org: 'root' },
    { top, org: 'root', to: today },
  )
  const words = rows
    .slice(0, 3)
    .map(
      ({ org, figures }) =>
        `${org.name} ${by.map(({ unit }, i) => valueWithUnit(figures[i] ?? null, unit)).join('、')}`,
    )
    .join('；')
  return { metric: undefined, list: { title, words }, last: undefined, filled: undefined, absence: 'no_data' }
}

function print(answers: readonly [Statistic, Answer][]): void {
  process.stdout.write('| seeds | statistic | metric | month | value |\n| --- | --- | --- | --- | --- |\n')
  const empty: string[] = []
  const zero: string[] = []
  for (const [{ id, title, seeds }, { metric, list, last, filled, absence }] of answers) {
    if (list) {
      process.stdout.write(`| ${seeds} | ${id} ${title} | ${list.title} | | ${list.words || absence} |\n`)
      if (!list.words) empty.push(`${id} (${absence})`)
      continue
    }
    const shown = filled ?? last
    const value = metric && shown ? valueWithUnit(shown.value, metric.unit) : absence
    const month = shown ? formatDay(shown.month).slice(0, 7) : ''
    process.stdout.write(`| ${seeds} | ${id} ${title} | ${metric?.title ?? ''} | ${month} | ${value} |\n`)
    if (!shown) empty.push(`${id} (${absence})`)
    else if (!filled) zero.push(id)
  }
  process.stdout.write(
    `\n${answers.length} statistics; without a value: ${empty.join(', ') || 'none'}; 0 in every month: ${zero.join(', ') || 'none'}\n`,
  )
  if (empty.length > 0) process.exitCode = 1
}
