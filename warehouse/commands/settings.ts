import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { print, printRow } from '../platform/command/print.ts'
import { commandAction, runProgram } from '../platform/command/runCommand.ts'
import { configurationPage } from '../platform/configurationPage.ts'
import { listSettings } from '../platform/settings.ts'

const PAGE = fileURLToPath(new URL('../CONFIGURATION.md', import.meta.url))

const program = new Command('npm run settings --')
  .description('Lists every setting: its environment variable, default and meaning.')
  .option('--write', 'writes them to warehouse/CONFIGURATION.md instead')
  .action(
    commandAction('settings', async (_room, { write }: { write?: true }) => {
      const settings = listSettings()
      if (!write) {
        for (const { name, fallback, meaning } of settings) await printRow(name, fallback || '—', meaning)
        return
      }
      fs.writeFileSync(PAGE, configurationPage(settings))
      await print('warehouse/CONFIGURATION.md is written\n')
    }),
  )
await runProgram(program)
