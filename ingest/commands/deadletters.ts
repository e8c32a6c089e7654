import { Command } from 'commander'
import { withWarehouse } from '../../warehouse/platform/clickhouse/attach.ts'
import { wholeNumberFrom } from '../../warehouse/platform/command/numbers.ts'
import { print, printRow } from '../../warehouse/platform/command/print.ts'
import { commandAction, runProgram } from '../../warehouse/platform/command/runCommand.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { existingSecrets } from '../../warehouse/platform/secrets.ts'
import { formatInstant } from '../../warehouse/platform/time/day.ts'
import { replayLetters } from '../deadletter/replay.ts'
import { DeadLetterStore } from '../deadletter/store.ts'
import { readSummaries } from '../deadletter/summaries.ts'
import { openSpoolWriter } from '../source/spool/writer.ts'

const program = new Command('npm run deadletters --').description(
  'Messages that could not be decoded or mapped: list them, look at one, hand them over again.',
)

program
  .command('list', { isDefault: true })
  .description('lists dead letters, newest first')
  .option('--all', 'replayed ones too')
  .option('--reason <reason>', 'only this reason')
  .option('--limit <n>', 'at most so many', wholeNumberFrom(1, 1_000_000), 100)
  .action(
    commandAction(
      'deadletters',
      async ({ config }, options: { all?: true; reason?: string; limit: number }) => {
        const { letters, total } = await withWarehouse(config, 'deadletters', ({ app }) =>
          readSummaries(app, {
            ...(options.all ? {} : { state: 'waiting' as const }),
            ...(options.reason ? { reason: options.reason } : {}),
            limit: options.limit,
          }),
        )
        for (const { id, state, sentAt, reason, detail } of letters)
          await printRow(id, state, formatInstant(sentAt), reason, detail)
        await print(
          letters.length < total
            ? `${letters.length} of ${total} dead letters; --limit ${total} lists all\n`
            : `${total} dead letters\n`,
        )
      },
    ),
  )

program
  .command('show')
  .description('prints one dead letter with its bytes; they can hold personal data')
  .argument('<id>', 'as "list" prints it')
  .action(
    commandAction('deadletters', async ({ config }, id: string) => {
      const letter = await withWarehouse(config, 'deadletters', async ({ app }) =>
        new DeadLetterStore(app, existingSecrets(config.dataDir)).find(id),
      )
      const shown = {
        id,
        state: letter.state,
        reason: letter.reason,
        detail: letter.detail,
        topic: letter.topic,
        sentAt: formatInstant(letter.sentAt),
        headers: letter.headers,
      }
      await print(
        `${JSON.stringify(shown, null, 2)}\nkey:   ${letter.key?.toString() ?? '(none)'}\nvalue: ${letter.value?.toString() ?? '(none)'}\n`,
      )
    }),
  )

program
  .command('replay')
  .description(
    'hands dead letters over again, after their cause was mended; one that fails again waits again',
  )
  .argument('[id...]', 'which; none with --all')
  .option('--all', 'all that wait')
  .option('--reason <reason>', 'with --all: only this reason')
  .action(
    commandAction(
      'deadletters',
      async ({ config, log }, ids: string[], options: { all?: true; reason?: string }) => {
        if (Boolean(options.all) === ids.length > 0)
          throw new TuanshuError('input', 'name the dead letters to replay, or give --all')
        const count = await withWarehouse(config, 'deadletters', async ({ app }) => {
          const store = new DeadLetterStore(app, existingSecrets(config.dataDir))
          const letters = options.all
            ? await store.list({ state: 'waiting', ...(options.reason ? { reason: options.reason } : {}) })
            : await Promise.all(ids.map(id => store.find(id)))
          const spool = await openSpoolWriter(config, log)
          try {
            await replayLetters(store, spool, letters)
          } finally {
            await spool.close()
          }
          return letters.length
        })
        await print(
          `${count} dead letters handed over again; "npm run deadletters -- list" shows what is refused again\n`,
        )
      },
    ),
  )

await runProgram(program)
