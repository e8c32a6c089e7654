/** A room that says something every ten milliseconds, on standard output and into its log. */
import { runRoom } from '../../../warehouse/platform/room.ts'

await runRoom('talking', async ({ log }) => {
  const timer = setInterval(() => {
    process.stdout.write('talk\n')
    log.info('talk')
  }, 10)
  return { stop: async () => clearInterval(timer) }
})
