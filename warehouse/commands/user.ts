import { Argument, Command, Option } from 'commander'
import type { z } from 'zod'
import { checkHeld, email, login as loginShape, ROLES, type Role } from '../control/accounts/account.ts'
import type { AuditAction } from '../contract/auditAction.ts'
import { audit, COMMAND_LOGIN } from '../control/accounts/audit.ts'
import {
  type AccountDesk,
  COMMAND_MANAGER,
  changeEmail,
  changeRole,
  createAccount,
  disableAccount,
  enableAccount,
  type GivenPassword,
  listHeldAccounts,
  moveAccount,
  oneTimePassword,
  resetAccount,
} from '../control/accounts/manageAccounts.ts'
import { checkStrength } from '../control/accounts/password.ts'
import { resolveOrg } from '../control/accounts/resolveOrg.ts'
import { type Org, ROOT } from '../orgs/readOrgs.ts'
import { withWarehouse } from '../platform/clickhouse/attach.ts'
import type { Warehouse } from '../platform/clickhouse/client.ts'
import { print, printRow } from '../platform/command/print.ts'
import { readPassword } from '../platform/command/readPassword.ts'
import { type CommandContext, commandAction, runProgram } from '../platform/command/runCommand.ts'
import { TuanshuError } from '../platform/errors.ts'
import { formatInstant } from '../platform/time/day.ts'
import { kioskCommand } from './userKiosk.ts'

const program = new Command('npm run user --').description(
  'Accounts and the organisations they may see. A password is made and printed once, or read from standard input; it is never an argument.',
)
const fromStdin = () => new Option('--password-stdin', 'read the password from standard input (one line)')

/** Runs with the warehouse; what the deed was is written to the audit by `note`. */
function inWarehouse(
  { config, log }: CommandContext,
  work: (
    warehouse: Warehouse,
    note: (action: AuditAction, org: string, detail: string) => Promise<void>,
    desk: AccountDesk,
  ) => Promise<void>,
): Promise<void> {
  return withWarehouse(config, 'user', warehouse => {
    const desk = { warehouse, log, now: Date.now, by: COMMAND_MANAGER }
    const note = (action: AuditAction, org: string, detail: string) =>
      audit(warehouse.app, log, {
        at: Date.now(),
        login: COMMAND_LOGIN,
        action,
        org,
        detail,
        address: '',
      })
    return work(warehouse, note, desk)
  })
}

program
  .command('list', { isDefault: true })
  .description('lists all accounts: login, role, organisation, e-mail, whether it may sign in, since when')
  .action(
    commandAction('user', async context => {
      await inWarehouse(context, async warehouse => {
        const accounts = await listHeldAccounts(warehouse, { org: ROOT.id })
        for (const { account, org: found } of accounts) {
          const { login, role, org, email, isEnabled, createdAt } = account
          await printRow(
            login,
            role,
            nameOf(org, found),
            email || '-',
            isEnabled ? 'enabled' : 'disabled',
            formatInstant(createdAt),
          )
        }
        await print(`${accounts.length} accounts\n`)
      })
    }),
  )

program
  .command('add')
  .description('makes an account')
  .argument('<login>', '3 to 40 characters of a-z 0-9 . _ -')
  .addOption(
    new Option(
      '--role <role>',
      'admin: everything in its subtree, accounts and running; department: reports; committee: reports and mail; controller: the walls, and nothing else',
    )
      .choices([...ROLES])
      .makeOptionMandatory(),
  )
  .requiredOption(
    '--org <id|name>',
    'organisation whose subtree it may see: number, full or short name, or root',
  )
  .option('--email <address>', 'address of the office, for mailings')
  .addOption(fromStdin())
  .action(
    commandAction(
      'user',
      async (
        context,
        login: string,
        given: { role: Role; org: string; email?: string; passwordStdin?: true },
      ) => {
        checkShape(login, loginShape)
        if (given.email !== undefined) checkShape(given.email, email)
        checkHeld(given.role, given.org)
        const password = await passwordFor(login, given.passwordStdin)
        await inWarehouse(context, async ({ reader }, _note, desk) => {
          const org = await resolveOrg(reader, given.org)
          const account = { login, role: given.role, org: org.id, email: given.email ?? '' }
          await createAccount(desk, account, password)
          await print(`${login} may sign in and see ${org.fullName || 'the whole instance'}\n`)
          await tell(password)
        })
      },
    ),
  )

program
  .command('disable')
  .description('lets an account sign in no more and ends its sessions, within seconds')
  .argument('<login>')
  .action(commandAction('user', (context, login: string) => enable(context, login, false)))

program
  .command('enable')
  .description('lets an account sign in again, with the password it had')
  .argument('<login>')
  .action(commandAction('user', (context, login: string) => enable(context, login, true)))

program
  .command('reset')
  .description('gives an account another password and ends its sessions, within seconds')
  .argument('<login>')
  .addOption(fromStdin())
  .action(
    commandAction('user', async (context, login: string, given: { passwordStdin?: true }) => {
      const password = await passwordFor(login, given.passwordStdin)
      await inWarehouse(context, async (_warehouse, _note, desk) => {
        await resetAccount(desk, login, password)
        await print(`${login} has another password\n`)
        await tell(password)
      })
    }),
  )

program
  .command('move')
  .description('binds an account to another organisation and ends its sessions, within seconds')
  .argument('<login>')
  .requiredOption('--org <id|name>', 'organisation whose subtree it may see from now on; as with add')
  .action(
    commandAction('user', (context, login: string, given: { org: string }) =>
      inWarehouse(context, async ({ reader }, _note, desk) => {
        const org = await resolveOrg(reader, given.org)
        await moveAccount(desk, login, org.id)
        await print(`${login} may see ${org.fullName || 'the whole instance'}\n`)
      }),
    ),
  )

program
  .command('role')
  .description('gives an account another role and ends its sessions, within seconds')
  .argument('<login>')
  .addArgument(new Argument('<role>', 'as with add').choices([...ROLES]))
  .action(
    commandAction('user', (context, login: string, role: Role) =>
      inWarehouse(context, async (_warehouse, _note, desk) => {
        await changeRole(desk, login, role)
        await print(`${login} has the role ${role}\n`)
      }),
    ),
  )

program
  .command('email')
  .description('sends the mail of an account to another address')
  .argument('<login>')
  .argument('[address]', 'of the office; without one the account gets no mail')
  .action(
    commandAction('user', (context, login: string, address: string | undefined) => {
      if (address !== undefined) checkShape(address, email)
      return inWarehouse(context, async (_warehouse, _note, desk) => {
        await changeEmail(desk, login, address ?? '')
        await print(address === undefined ? `${login} gets no mail\n` : `mail of ${login} goes to ${address}\n`)
      })
    }),
  )

async function enable(context: CommandContext, login: string, isEnabled: boolean): Promise<void> {
  await inWarehouse(context, async (_warehouse, _note, desk) => {
    await (isEnabled ? enableAccount(desk, login) : disableAccount(desk, login))
    await print(`${login} is ${isEnabled ? 'enabled' : 'disabled'}\n`)
  })
}

/** The password of a command: read, or made. */
async function passwordFor(login: string, isGiven: true | undefined): Promise<GivenPassword> {
  if (!isGiven) return oneTimePassword(login)
  const text = await readPassword()
  checkStrength(login, text)
  return { text, isOneTime: false }
}

/** Prints a password that was made; one that was given is not printed. */
async function tell({ text, isOneTime }: GivenPassword): Promise<void> {
  if (isOneTime) await print(`password, shown only here: ${text}\n`)
}

function checkShape(text: string, shape: z.ZodType): void {
  const parsed = shape.safeParse(text)
  if (!parsed.success) throw new TuanshuError('input', `${text}: ${parsed.error.issues[0]?.message}`)
}

function nameOf(id: string, org: Org | undefined): string {
  if (id === ROOT.id) return id
  return `${id} ${org ? org.fullName : '(not in the tree)'}`
}

program.addCommand(kioskCommand(inWarehouse))
await runProgram(program)
