import { formatInstant } from '../../warehouse/time/day.ts'
import type { JobState } from '../states.ts'

/** The jobs as text for a terminal, a block each. Pure. */
export function describeStates(states: readonly JobState[]): string {
  return states.map(describe).join('\n')
}

function describe({ name, title, schedule, doneThrough, next, last }: JobState): string {
  const lines = [
    `${name}  ${title}`,
    `  schedule   ${schedule} (Asia/Shanghai)${next === null ? '' : `, next ${minute(next)}`}`,
    `  done       ${doneThrough === null ? 'nothing yet' : `through ${doneThrough}`}`,
  ]
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

function minute(at: number): string {
  return formatInstant(at).slice(0, 16)
}
