import { Argument, Command } from 'commander'
import { readConfig } from './platform/config.ts'
import { exitCodeOf, logFailure } from './platform/exit.ts'
import { createLog } from './platform/log.ts'
import { listSettings } from './platform/settings.ts'
import { ROOMS } from './platform/supervisor/rooms.ts'
import { type Supervisor, superviseAll } from './platform/supervisor/superviseAll.ts'

const INTERRUPTED = 130

const settings = listSettings()
  .map(({ name, fallback, meaning }) => `  ${name.padEnd(28)}${meaning}${fallback ? ` (${fallback})` : ''}`)
  .join('\n')

const program = new Command('npm start --')
  .description(
    'Runs Tuanshu: the embedded ClickHouse (without CLICKHOUSE_URL), migrations, and the rooms. With the name of a room only that room runs, beside a warehouse that runs already. Ctrl+C stops in order, a second one at once.',
  )
  .addArgument(new Argument('[room]', 'run this room alone').choices(ROOMS.map(({ name }) => name)))
  .addHelpText(
    'after',
    `\nSettings (environment variables):\n${settings}\n\nExit codes: 0 stopped, 78 wrong configuration, 1 any other failure`,
  )
  .action(async (only: string | undefined) => {
    const log = createLog('supervisor')
    try {
      const config = readConfig()
      const rooms = ROOMS.filter(({ name }) => only === undefined || name === only)
      const starting = superviseAll({ config, log, rooms, ownWarehouse: only === undefined })
      stopOnSignals(starting)
      const supervisor = await starting
      await supervisor.done
    } catch (error) {
      logFailure(log, error)
      process.exitCode = exitCodeOf(error)
    }
  })

function stopOnSignals(starting: Promise<Supervisor>): void {
  let asked = false
  let supervisor: Supervisor | undefined
  void starting.then(
    started => {
      supervisor = started
    },
    () => {}, // reported by the caller
  )
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (asked) {
        supervisor?.kill()
        process.exit(INTERRUPTED) // an engine that is still starting ends with us: its stdin closes
      }
      asked = true
      void starting.then(started => started.stop()).catch(() => {})
    })
}

await program.showHelpAfterError().parseAsync()
