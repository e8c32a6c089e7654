import { Command } from 'commander'
import { runProgram } from '../platform/command/runCommand.ts'
import { aliasCommand } from './orgsAlias.ts'

const program = new Command('npm run orgs --').description(
  'The organisation tree of several source systems: which organisations of theirs are the same one.',
)

program.addCommand(aliasCommand())
await runProgram(program)
