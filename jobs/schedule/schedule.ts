import { type ScheduledTask, schedule } from 'node-cron'

// of the expressions of all jobs, whatever the zone of the host
const ZONE = 'Asia/Shanghai'

/** Calls `look` at the times of a cron expression in Asia/Shanghai, until the task is destroyed. */
export function lookAt(expression: string, look: () => void): ScheduledTask {
  // a time that was missed needs no makeup here: the windows that are due follow from the run log
  return schedule(expression, look, {
    timezone: ZONE,
    noOverlap: true,
    suppressMissedWarning: true,
    unref: true,
  })
}

/** The next instant of a cron expression in Asia/Shanghai, milliseconds since 1970. */
export function nextLook(expression: string): number | null {
  const task = lookAt(expression, () => {})
  const next = task.getNextRun()
  void task.destroy()
  return next ? next.getTime() : null
}
