import { Argument, Command } from 'commander'
import { withNewWarehouse } from '../platform/clickhouse/attach.ts'
import { readerSetupSql } from '../platform/clickhouse/readerSetupSql.ts'
import { print } from '../platform/command/print.ts'
import { commandAction, runProgram } from '../platform/command/runCommand.ts'
import { createDdl } from '../platform/migrate/ddl.ts'
import { migrate, migrationStatus } from '../platform/migrate/migrate.ts'
import { readSqlFiles, SQL_DIR } from '../platform/migrate/readSqlFiles.ts'

const program = new Command('npm run migrate --')
  .description(
    'Brings the warehouse to the state of the files in sql/. Applies only what is new or changed; can be repeated.',
  )
  .addArgument(
    new Argument('[action]', 'apply the files, or only list their state')
      .choices(['apply', 'status'])
      .default('apply'),
  )
  .addHelpText(
    'after',
    `\nOn an external server an administrator makes the read-only user (CLICKHOUSE_READER_USER) with:\n\n${readerSetupSql()}`,
  )
  .action(
    commandAction('migrate', async ({ config, log }, action: string) => {
      await withNewWarehouse(config, 'migrate', async warehouse => {
        if (action === 'status') {
          const files = await migrationStatus(warehouse, readSqlFiles(SQL_DIR, createDdl(config)))
          await print(files.map(({ file, state }) => `${state.padEnd(8)} ${file}\n`).join(''))
          return
        }
        const applied = await migrate(warehouse, config, log)
        await print(applied.length > 0 ? `${applied.length} files applied\n` : 'nothing to apply\n')
      })
    }),
  )

await runProgram(program)
