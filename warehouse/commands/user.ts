import { Command, Option } from 'commander'
import type { z } from 'zod'
import { checkHeld, email, login as loginShape, ROLES, type Role } from '../control/accounts/account.ts'
import {
  addAccount,
  findAccount,
  listAccounts,
  setEnabled,
  setOrg,
  setPassword,
} from '../control/accounts/accounts.ts'
import { type AuditAction, audit, COMMAND_LOGIN } from '../control/accounts/audit.ts'
import { checkStrength, generatePassword, hashPassword } from '../control/accounts/password.ts'
import { resolveOrg } from '../control/accounts/resolveOrg.ts'
import { findOrgs, type Org, ROOT } from '../orgs/readOrgs.ts'
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
  ) => Promise<void>,
): Promise<void> {
  return withWarehouse(config, 'user', warehouse =>
    work(warehouse, (action, org, detail) =>
      audit(warehouse.app, log, {
        at: Date.now(),
        login: COMMAND_LOGIN,
        action,
        org,
        detail,
        address: '',
      }),
    ),
  )
}

program
  .command('list', { isDefault: true })
  .description('lists all accounts: login, role, organisation, e-mail, whether it may sign in, since when')
  .action(
    commandAction('user', async context => {
      await inWarehouse(context, async ({ app, reader }) => {
        const accounts = await listAccounts(app)
        const orgs = await findOrgs(
          reader,
          { org: ROOT.id },
          accounts.map(({ org }) => org),
        )
        for (const { login, role, org, email, isEnabled, createdAt } of accounts)
          await printRow(
            login,
            role,
            nameOf(org, orgs),
            email || '-',
            isEnabled ? 'enabled' : 'disabled',
            formatInstant(createdAt),
          )
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
        await inWarehouse(context, async ({ app, reader }, note) => {
          const org = await resolveOrg(reader, given.org)
          const account = { login, role: given.role, org: org.id, email: given.email ?? '' }
          const passwordHash = await hashPassword(password.text)
          const { isOneTime: hasOneTimePassword } = password
          await addAccount(app, { ...account, passwordHash, hasOneTimePassword }, Date.now())
          await note('account_add', org.id, `${login} (${given.role})`)
          await print(`${login} may sign in and see ${org.fullName || 'the whole instance'}\n`)
          await password.tell()
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
      await inWarehouse(context, async ({ app }, note) => {
        const { isOneTime } = password
        await setPassword(app, login, await hashPassword(password.text), Date.now(), { isOneTime })
        await note('account_reset', (await findAccount(app, login))?.org ?? '', login)
        await print(`${login} has another password\n`)
        await password.tell()
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
      inWarehouse(context, async ({ app, reader }, note) => {
        const org = await resolveOrg(reader, given.org)
        const before = (await findAccount(app, login))?.org ?? ''
        await setOrg(app, login, org.id, Date.now())
        await note('account_move', org.id, `${login}, before ${before}`)
        await print(`${login} may see ${org.fullName || 'the whole instance'}\n`)
      }),
    ),
  )

async function enable(context: CommandContext, login: string, isEnabled: boolean): Promise<void> {
  await inWarehouse(context, async ({ app }, note) => {
    await setEnabled(app, login, isEnabled, Date.now())
    const org = (await findAccount(app, login))?.org ?? ''
    await note(isEnabled ? 'account_enable' : 'account_disable', org, login)
    await print(`${login} is ${isEnabled ? 'enabled' : 'disabled'}\n`)
  })
}

/** The password of a command; one that was made is printed afterwards, one that was given is not. */
async function passwordFor(
  login: string,
  isGiven: true | undefined,
): Promise<{ text: string; isOneTime: boolean; tell(): Promise<void> }> {
  const text = isGiven ? await readPassword() : generatePassword()
  checkStrength(login, text)
  const tell = async () => {
    if (!isGiven) await print(`password, shown only here: ${text}\n`)
  }
  return { text, isOneTime: !isGiven, tell }
}

function checkShape(text: string, shape: z.ZodType): void {
  const parsed = shape.safeParse(text)
  if (!parsed.success) throw new TuanshuError('input', `${text}: ${parsed.error.issues[0]?.message}`)
}

function nameOf(org: string, orgs: ReadonlyMap<string, Org>): string {
  if (org === ROOT.id) return org
  const found = orgs.get(org)
  return `${org} ${found ? found.fullName : '(not in the tree)'}`
}

program.addCommand(kioskCommand(inWarehouse))
await runProgram(program)
