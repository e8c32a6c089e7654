/** Prints the windows of all jobs, and when each is looked at, for the first hours of a Shanghai day. */
import { JOBS } from '../../../jobs/registry.ts'
import { nextLook } from '../../../jobs/schedule/schedule.ts'
import { dayOf, formatDay } from '../../../warehouse/platform/time/day.ts'

const first = dayOf(Date.parse('2026-08-20T12:00:00+08:00'))
const days = ['2026-11-03T00:00:30+08:00', '2026-11-02T23:59:30+08:00', '2026-03-01T07:00:00+08:00']
const printed = days.flatMap(at =>
  JOBS.flatMap(job =>
    [undefined, dayOf(Date.parse(at)) - 3].map(
      since =>
        `${at} ${job.name} ${job
          .windows(dayOf(Date.parse(at)), since, first)
          .map(({ from, to }) => `${formatDay(from)}…${formatDay(to)}`)
          .join(' ')}`,
    ),
  ),
)
const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Shanghai',
  hour: '2-digit',
  minute: '2-digit',
})
const looks = JOBS.map(({ name, schedule }) => `${name} ${clock.format(nextLook(schedule) ?? 0)}`)
process.stdout.write(`${JSON.stringify([...printed, ...looks])}\n`)
