import { Command } from 'commander'
import { print } from '../platform/command/print.ts'
import { commandAction, runProgram } from '../platform/command/runCommand.ts'
import { TuanshuError } from '../platform/errors.ts'
import { staleFiles } from '../rendering/renderedFiles.ts'
import { renderSql } from '../rendering/renderSql.ts'

const program = new Command('npm run sql --')
  .description(
    'Renders the SQL of the entities from the catalogue: log and view of each into sql/dwd, the table of logs in ' +
      'sql/README.md, and a migration for each log that gained a field or whose projections changed.',
  )
  .option('--check', 'write nothing; fail when a file is not what the catalogue makes of it')
  .action(
    commandAction('sql', async (_, { check }: { check?: boolean }) => {
      if (check) {
        const stale = staleFiles().map(({ file }) => `sql/${file}`)
        if (stale.length > 0)
          throw new TuanshuError(
            'conflict',
            `not as the catalogue has it: ${stale.join(', ')}; run npm run sql`,
          )
        await print('all files are as the catalogue has them\n')
        return
      }
      const written = renderSql()
      await print(written.length > 0 ? `${written.join('\n')}\n` : 'nothing to render\n')
    }),
  )

await runProgram(program)
