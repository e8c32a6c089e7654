import { Command } from 'commander'
import { aliasCommand } from './orgsAlias.ts'
import { runProgram } from './runCommand.ts'

const program = new Command('npm run orgs --').description(
  'The organisation tree of several source systems: which organisations of theirs are the same one.',
)

program.addCommand(aliasCommand())
await runProgram(program)
