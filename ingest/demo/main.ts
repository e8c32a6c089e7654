import { Command } from 'commander'
import { numberFrom, wholeNumberFrom } from '../../warehouse/platform/command/numbers.ts'
import { exitCodeOf, logFailure } from '../../warehouse/platform/exit.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { runDemo } from './demo.ts'
import { demoSystems } from './demoSystems.ts'

const INTERRUPTED = 130

interface Given {
  systems: string
  province: string
  members: number
  years: number
  rate: number
  seed: number
  faults: number
  kafka: boolean
  fresh: boolean
}

await new Command('npm run demo --')
  .description(
    'Runs Tuanshu with a simulated province: loads its history (about 1.8 million changes, some four minutes), then goes on live. A second run on the same data goes on where the first one stopped. Ctrl+C stops.',
  )
  .option(
    '--province <code>',
    'administrative code of the province',
    process.env.TUANSHU_PROVINCE || '440000',
  )
  .option(
    '--systems <names>',
    'source systems that tell of the province, each of a part of its people: names with commas between them (guangdong, gongqingyun, national, shanxi, jiangsu), or all',
    'guangdong',
  )
  .option('--members <count>', 'members when the history begins', wholeNumberFrom(100, 2_000_000), 50_000)
  .option('--years <years>', 'length of the history, cut to whole months', numberFrom(0.1, 10), 2.1)
  .option('--rate <changes>', 'live changes a second', numberFrom(0, 5_000), 20)
  .option('--seed <number>', 'another number gives another province', wholeNumberFrom(0, 2 ** 31 - 1), 1)
  .option(
    '--faults <share>',
    'share of the messages that the transport repeats: at once, late, or in ranges',
    numberFrom(0, 0.5),
    0.01,
  )
  .option(
    '--kafka',
    'start a Kafka broker and send through it; otherwise through the spool, or the broker of KAFKA_BROKERS',
    false,
  )
  .option('--fresh', 'delete the demo of the data directory and begin anew', false)
  .addHelpText('after', '\nThe data directory is TUANSHU_DATA; all other settings are those of npm start.')
  .action(async ({ systems, province, members, years, rate, seed, faults, kafka, fresh }: Given) => {
    // beside the progress of the loading only trouble is worth a line; the rooms inherit this
    process.env.LOG_LEVEL ||= 'warn'
    const log = createLog('demo')
    const stopping = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (stopping.signal.aborted) process.exit(INTERRUPTED)
        process.stdout.write('\n  stopping; Ctrl+C again ends at once\n')
        stopping.abort()
      })
    }
    try {
      const months = Math.max(1, Math.round(years * 12))
      const options = { systems: demoSystems(systems).join(','), province, members, months, seed, faults }
      await runDemo({
        options,
        ownBroker: kafka,
        rate,
        fresh,
        env: process.env,
        log,
        out: process.stdout,
        signal: stopping.signal,
      })
    } catch (error) {
      logFailure(log, error)
      process.exitCode = exitCodeOf(error)
    }
  })
  .showHelpAfterError()
  .parseAsync()
