import fs from 'node:fs'
import os from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import { listAccounts } from '../control/accounts/accounts.ts'
import { audit, COMMAND_LOGIN } from '../control/accounts/audit.ts'
import { listKiosks } from '../control/accounts/kiosks.ts'
import { type AliasChange, changeAliases, namedOrgId, readAliases } from '../orgs/aliases.ts'
import { ALIAS_HEADER, aliasLine, parseAliasFile } from '../orgs/aliasFile.ts'
import { readCountingRules } from '../orgs/countingRules.ts'
import { readOrgNames } from '../orgs/orgNames.ts'
import { refreshTree } from '../orgs/refresh.ts'
import { suggestAliases } from '../orgs/suggestAliases.ts'
import { withWarehouse } from '../platform/clickhouse/attach.ts'
import type { Warehouse } from '../platform/clickhouse/client.ts'
import { print, printRow } from '../platform/command/print.ts'
import { type CommandContext, commandAction } from '../platform/command/runCommand.ts'
import { describeError, TuanshuError } from '../platform/errors.ts'
import { formatInstant } from '../platform/time/day.ts'

const ORG = '<number of its system>:<its id there>, for example 2:3200000017, or its id in the tree'

/** `npm run orgs -- alias`: which organisations of one system are, under another number, one of the canonical tree. */
export function aliasCommand(): Command {
  const alias = new Command('alias')
    .description('organisations of one system that are, under another number, one of the canonical tree')
    .addHelpText(
      'after',
      `
An organisation is named as ${ORG}.
What stands below an alias in its own system stands below the canonical organisation then. Figures of an alias do not count
unless COUNTING_SYSTEMS says so (sql/reference/counting_system.csv); they feed the comparisons of the report 数据质量.
The tree is rewritten at once; no log is touched, and published months keep their tree.`,
    )

  alias
    .command('list', { isDefault: true })
    .description('lists all aliases: alias, canonical organisation, who made it an alias, when and why')
    .action(commandAction('orgs', list))

  alias
    .command('add')
    .description('makes an organisation an alias')
    .argument('<alias>', 'organisation that is the same as')
    .argument('<canonical>', 'this one, of another system')
    .option('--note <text>', 'why, for the record', '')
    .action(
      commandAction('orgs', (context, named: string, canonical: string, { note }: { note: string }) =>
        change(context, [
          { org: namedOrgId(named), canonical: namedOrgId(canonical), named, note, place: '' },
        ]),
      ),
    )

  alias
    .command('remove')
    .description('makes it an organisation of its own again')
    .argument('<alias>')
    .option('--note <text>', 'why, for the record', '')
    .action(
      commandAction('orgs', (context, named: string, { note }: { note: string }) =>
        change(context, [{ org: namedOrgId(named), named, note, place: '' }]),
      ),
    )

  alias
    .command('import')
    .description(`makes all organisations of a CSV file aliases, or none; columns ${ALIAS_HEADER}`)
    .argument('<file>')
    .action(commandAction('orgs', (context, file: string) => change(context, readAliasFile(file))))

  alias
    .command('suggest')
    .description(
      'prints, as a file for import, organisations of other systems with region code, kind and full name of one of the canonical system. Nothing is changed: strike out what is wrong, then import the rest',
    )
    .option(
      '--canonical <system>',
      'number of the system with the canonical tree; default: that of its top',
      systemNumber,
    )
    .action(
      commandAction('orgs', async ({ config }, { canonical }: { canonical?: number }) => {
        const found = await withWarehouse(config, 'orgs', ({ app }) => suggestAliases(app, canonical))
        await print(`${ALIAS_HEADER}\n`)
        for (const { alias, canonical, system, aliasName, canonicalName, region } of found)
          await print(
            `${aliasLine([alias, canonical, `system ${system} ${region} ${aliasName} = ${canonicalName}`])}\n`,
          )
        process.stderr.write(`${found.length} suggestions\n`)
      }),
    )
  return alias
}

async function list({ config }: CommandContext): Promise<void> {
  await withWarehouse(config, 'orgs', async ({ app }) => {
    const { list } = await readAliases(app)
    const names = await readOrgNames(
      app,
      list.flatMap(({ org, canonical }) => [org, canonical]),
    )
    const nameOf = (id: string) => `${id} ${names.get(id)?.fullName ?? '(no source tells of it)'}`
    for (const { org, canonical, named, note, changedBy, changedAt } of list)
      await printRow(
        nameOf(org),
        named === org ? '-' : named,
        nameOf(canonical),
        changedBy,
        formatInstant(changedAt),
        note || '-',
      )
    await print(`${list.length} aliases\n`)
  })
}

async function change({ config, log }: CommandContext, changes: readonly AliasChange[]): Promise<void> {
  const rules = readCountingRules(config)
  await withWarehouse(config, 'orgs', async warehouse => {
    const { app } = warehouse
    const changed = await changeAliases(app, changes, os.userInfo().username, Date.now())
    if (changed > 0) {
      const [first] = changes
      await audit(app, log, {
        at: Date.now(),
        login: COMMAND_LOGIN,
        action: 'org_alias',
        org: changes.length === 1 ? (first?.org ?? '') : '',
        detail:
          changes.length === 1 ? `${first?.named} → ${first?.canonical ?? 'itself'}` : `${changed} aliases`,
        address: '',
      })
    }
    // also when nothing changed: an earlier call may have been killed before this
    await refreshTree(app, log, rules)
    await print(`${changed} of ${changes.length} changed; the organisation tree is rewritten\n`)
    await warnBound(warehouse, changes)
  })
}

/** Whoever is bound to an organisation that is an alias now sees nothing any more. */
async function warnBound({ app }: Warehouse, changes: readonly AliasChange[]): Promise<void> {
  const canonical = new Map(changes.map(change => [change.org, change.canonical]))
  const accounts = (await listAccounts(app)).map(({ login, org }) => ({
    who: `account ${login}`,
    org,
    help: (target: string) => `"npm run user -- move ${login} --org ${target}" binds it to that`,
  }))
  const kiosks = (await listKiosks(app))
    .filter(({ isRevoked }) => !isRevoked)
    .map(({ id, name, org }) => ({
      who: `link ${id} (${name})`,
      org,
      help: (target: string) => `make one for ${target} instead`,
    }))
  for (const { who, org, help } of [...accounts, ...kiosks]) {
    const target = canonical.get(org)
    if (target !== undefined)
      process.stderr.write(
        `${who} is bound to ${org}, which is an alias now, and sees nothing: ${help(target)}\n`,
      )
  }
}

function readAliasFile(file: string): AliasChange[] {
  try {
    return parseAliasFile(fs.readFileSync(file, 'utf8'), file)
  } catch (error) {
    if (error instanceof TuanshuError) throw error
    throw new TuanshuError('input', `cannot read ${file}: ${describeError(error)}`)
  }
}

function systemNumber(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) <= 255) return Number(text)
  throw new InvalidArgumentError('must be the number of a system')
}
