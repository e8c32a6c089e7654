import type { Window } from '../../warehouse/platform/time/comparison.ts'
import { formatDay, formatInstant } from '../../warehouse/platform/time/day.ts'
import type { CatchUp } from '../schedule/catchUp.ts'
import { describeIncomplete } from '../schedule/readiness.ts'
import type { JobState } from '../schedule/states.ts'
import type { Wait } from '../schedule/waits.ts'

/**
 * The jobs as text for a terminal, a block each; `waits` says of each, by name, what it waits for, `catchUps` how far those
 * are that have windows to do. Pure.
 */
export function describeStates(
  states: readonly JobState[],
  waits: ReadonlyMap<string, Wait>,
  catchUps: ReadonlyMap<string, CatchUp>,
): string {
  return states
    .map(state => describe(state, waits.get(state.name) ?? { kind: 'time' }, catchUps.get(state.name)))
    .join('\n')
}

function describe(state: JobState, wait: Wait, catchUp: CatchUp | undefined): string {
  const { name, title, schedule, doneThrough, next, last } = state
  const lines = [
    `${name}  ${title}`,
    `  schedule   ${schedule} (Asia/Shanghai)${next === null ? '' : `, next ${minute(next)}`}`,
    `  done       ${doneThrough === null ? 'nothing yet' : `through ${doneThrough}`}`,
    `  due        ${describeWait(wait, state)}`,
  ]
  if (catchUp) lines.push(`             ${describeCatchUp(catchUp)}`)
  if (last) {
    const numbers = `${last.rows.toLocaleString('en')} rows in ${(last.durationMs / 1_000).toFixed(1)} s`
    const result = last.state === 'done' || last.state === 'faulty' ? `, ${numbers}` : ''
    const attempt = last.attempt > 1 ? `, attempt ${last.attempt}` : ''
    lines.push(
      `  last run   ${last.from} to ${last.to}: ${last.state}${result}${attempt}, ${minute(last.startedAt)}`,
    )
    if (last.message) lines.push(`             ${last.message}`)
  }
  return `${lines.join('\n')}\n`
}

function describeCatchUp({ done, of, leftMs }: CatchUp): string {
  const left = leftMs === null ? '' : `, about ${Math.ceil(leftMs / 1_000)} s left`
  return `${done} of ${of} windows are done${left}`
}

function describeWait(wait: Wait, { name, doneThrough }: JobState): string {
  const byHand = `now: npm run job -- backfill ${name}`
  switch (wait.kind) {
    case 'data':
      return 'nothing: the logs are empty'
    case 'time':
      return doneThrough === null
        ? `nothing yet: the first data are of today, and a window ends with a day that is over; after midnight at its time, or then: npm run job -- backfill ${name}`
        : `nothing; the newest window again: npm run job -- run ${name}`
    case 'retry': {
      const when = wait.at === null ? 'at its time' : `at ${minute(wait.at)}`
      return `${days(wait.window)}, failed ${wait.tries} times, again ${when}; ${byHand}`
    }
    case 'logs':
      return `${days(wait.window)}, waits for the logs: ${describeIncomplete(wait.why)}`
    case 'turn':
      return `${days(wait.window)}, within minutes where "npm start" runs; ${byHand}`
  }
}

function days({ from, to }: Window): string {
  return `${formatDay(from)} to ${formatDay(to)}`
}

function minute(at: number): string {
  return formatInstant(at).slice(0, 16)
}
