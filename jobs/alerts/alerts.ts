import type { AlertRule } from '../../warehouse/catalogue/alertRule.ts'
import { SEVERITIES } from '../../warehouse/catalogue/alertRule.ts'
import { ALERTS } from '../../warehouse/catalogue/alerts.ts'
import type { MeasureJob, MetricId } from '../../warehouse/catalogue/metrics.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { endOf } from '../../warehouse/platform/time/comparison.ts'
import { dayOf, formatDay, monthOf } from '../../warehouse/platform/time/day.ts'
import { computedOf } from '../../warehouse/query/measures.ts'
import { readKnownReferences } from '../../warehouse/reference/knownOrgs.ts'
import { rowsInTree } from '../../warehouse/reference/readPlaces.ts'
import { readComputed } from '../schedule/computedMonths.ts'
import type { Job, JobContext } from '../schedule/job.ts'
import { hasNewDays } from '../schedule/windows.ts'
import { readAcknowledged } from './acknowledge.ts'
import { type AlertChange, type Judgement, keyOf } from './alert.ts'
import { lastJudged, readOpen, writeDay } from './alertStore.ts'
import { changesOf } from './changesOf.ts'
import { readEscalation } from './escalation.ts'
import { type JudgeContext, judgeMetrics, type MetricRule } from './judgeMetrics.ts'
import { judgeRows, type RowRule } from './judgeRows.ts'
import { isInForce } from './lines.ts'
import { metricsOf, periodsOf, windowOf } from './periods.ts'

/** The job that judges these rules every night. */
export function alertsJob(rules: readonly AlertRule[]): Job {
  return {
    name: 'alerts',
    title: '预警',
    version: 1,
    // behind the jobs whose figures it judges
    schedule: '40 3 * * *',
    after: [...new Set(rules.flatMap(jobsOf))],

    windows(today, since, firstDay) {
      const yesterday = today - 1
      // a night that was missed is not judged afterwards: nobody could have acted on it
      return hasNewDays(yesterday, since, firstDay) ? [{ from: yesterday, to: yesterday }] : []
    },

    async run({ from, to: day }, context) {
      const { app } = context.warehouse
      if (from !== day)
        throw new TuanshuError('input', 'alerts are judged for the end of one day: name a single day')
      const last = await lastJudged(app)
      if (last !== undefined && last > day)
        throw new TuanshuError(
          'conflict',
          `alerts are judged day by day, up to ${formatDay(last)} already: an earlier day cannot be judged again`,
        )
      const open = await readOpen(app, day - 1)
      const values = await readKnownReferences(app, context.config)
      const references = { rows: await rowsInTree(app, values), day }
      const judging: JudgeContext = {
        reader: app,
        day,
        today: dayOf(context.now()),
        signal: context.signal,
        references,
        open: new Map(open.map(state => [keyOf(state), state.severity])),
      }
      const judgements: Judgement[] = []
      for (const [i, rule] of rules.entries()) {
        context.progress(i / rules.length, rule.id)
        judgements.push(await judge(rule, judging, context))
      }
      const [escalatesAfter, acknowledged] = await Promise.all([
        readEscalation(app, open, references),
        readAcknowledged(app, day),
      ])
      const changes = changesOf(open, judgements, escalatesAfter, acknowledged, day)
      const rows = await writeDay(context, day, judgements, changes)
      return { rows, message: messageOf(judgements, changes), hasFaults: false }
    },
  }
}

export const alerts = alertsJob(ALERTS)

async function judge(rule: AlertRule, judging: JudgeContext, context: JobContext): Promise<Judgement> {
  const isAnyInForce = rule.watch.conditions.some(each => isInForce(each, judging.references))
  if (!isAnyInForce) return { rule: rule.id, isIdle: true, firing: [], unknown: [] }
  if (isRowRule(rule)) return judgeRows(rule, judging)
  if (!isMetricRule(rule)) throw new Error(`alert ${rule.id} watches nothing`)
  const behind = await itemsBehind(rule, judging.day, context)
  const conditions = rule.watch.conditions.filter(({ item }) => !behind.has(item))
  if (conditions.length === 0) return { rule: rule.id, doubt: 'not_computed', firing: [], unknown: [] }
  const doubtful = [...behind].map(item => ({ item, doubt: 'not_computed' as const }))
  return { ...(await judgeMetrics({ ...rule, watch: { ...rule.watch, conditions } }, judging)), doubtful }
}

function isRowRule(rule: AlertRule): rule is RowRule {
  return rule.watch.kind === 'rows'
}

function isMetricRule(rule: AlertRule): rule is MetricRule {
  return rule.watch.kind === 'metrics'
}

/** Items with a figure whose job has not reached the day yet: what it wrote before is of another day. */
async function itemsBehind(
  rule: MetricRule,
  day: number,
  { warehouse }: JobContext,
): Promise<ReadonlySet<string>> {
  const needed = rule.watch.conditions.flatMap(condition => {
    const periods = periodsOf(condition, day)
    const month = Math.max(...periods.map(({ period }) => monthOf(period)))
    const until = Math.min(windowOf(periods, condition.grain, day).to, endOf('month', month))
    return computedOf(metricsOf(condition)).map(({ job, id }) => ({
      item: condition.item,
      job,
      id,
      month,
      until,
    }))
  })
  if (needed.length === 0) return new Set()
  const metrics = new Map<MeasureJob, Set<MetricId>>()
  for (const { job, id } of needed) metrics.set(job, (metrics.get(job) ?? new Set()).add(id))
  const computed = await readComputed(warehouse.app, metrics)
  const late = needed.filter(
    ({ job, month, until }) => (computed.get(`${job}|${month}`) ?? Number.NEGATIVE_INFINITY) < until,
  )
  return new Set(late.map(({ item }) => item))
}

function jobsOf({ watch }: AlertRule): MeasureJob[] {
  const metrics = watch.kind === 'metrics' ? watch.conditions.flatMap(metricsOf) : watch.needs
  return computedOf(metrics).map(({ job }) => job)
}

function messageOf(judgements: readonly Judgement[], changes: readonly AlertChange[]): string {
  const count = (kind: AlertChange['kind']) => changes.filter(change => change.kind === kind).length
  const open = SEVERITIES.map(severity => {
    const number = judgements
      .flatMap(({ firing }) => firing)
      .filter(each => each.severity === severity).length
    return `${number} ${severity}`
  })
  const unknown = judgements.flatMap(({ rule, doubt, isIdle }) => {
    if (isIdle) return [`${rule} has no line in force`]
    return doubt ? [`${rule} cannot be judged: ${doubt}`] : []
  })
  return [`${open.join(', ')}; ${count('raised')} raised, ${count('cleared')} cleared`, ...unknown].join('; ')
}
