import { Command } from 'commander'
import { SCENES } from '../catalogue/scenes.ts'
import type { AuditAction } from '../contract/auditAction.ts'
import {
  addKiosk,
  kioskLink,
  LONGEST_KIOSK_NAME,
  listKiosks,
  revokeKiosk,
} from '../control/accounts/kiosks.ts'
import { resolveOrg } from '../control/accounts/resolveOrg.ts'
import { typedName } from '../control/accounts/typedName.ts'
import { ROOT } from '../orgs/readOrgs.ts'
import type { Warehouse } from '../platform/clickhouse/client.ts'
import { print, printRow } from '../platform/command/print.ts'
import { type CommandContext, commandAction } from '../platform/command/runCommand.ts'
import { publicOrigin } from '../platform/config.ts'
import { TuanshuError } from '../platform/errors.ts'
import { formatInstant } from '../platform/time/day.ts'

const kioskName = typedName(LONGEST_KIOSK_NAME, {
  empty: 'a link needs a name, for example the room of the screen',
  long: `a name has ${LONGEST_KIOSK_NAME} characters at the most`,
  hidden: 'a name has no control characters, and none that show nothing',
})

/** How `npm run user` works in the warehouse and writes to the audit. */
export type InWarehouse = (
  context: CommandContext,
  work: (
    warehouse: Warehouse,
    note: (action: AuditAction, org: string, detail: string) => Promise<void>,
  ) => Promise<void>,
) => Promise<void>

/** `npm run user -- kiosk`: links that open the wall, and nothing else, without signing in. */
export function kioskCommand(inWarehouse: InWarehouse): Command {
  const kiosk = new Command('kiosk').description(
    'links for screens: they open the wall, and nothing else, without signing in',
  )

  kiosk
    .command('list', { isDefault: true })
    .description('lists all links; what they open is not stored')
    .action(
      commandAction('user', async context => {
        await inWarehouse(context, async ({ app }) => {
          const kiosks = await listKiosks(app)
          for (const { id, name, org, isRevoked, createdAt } of kiosks)
            await printRow(id, name, org, isRevoked ? 'revoked' : 'open', formatInstant(createdAt))
          await print(`${kiosks.length} links\n`)
        })
      }),
    )

  kiosk
    .command('add')
    .description('makes a link and prints it, once; open it on the screen')
    .requiredOption('--name <text>', 'where the screen stands')
    .option('--org <id|name>', 'organisation whose subtree it may show', ROOT.id)
    .option('--scene <id>', `scene that it opens: ${sceneNames()}`)
    .action(
      commandAction('user', async (context, given: { name: string; org: string; scene?: string }) => {
        const { scene } = given
        const name = kioskName.safeParse(given.name)
        if (!name.success) throw new TuanshuError('input', `--name: ${name.error.issues[0]?.message}`)
        if (scene !== undefined && !SCENES.has(scene))
          throw new TuanshuError('input', `--scene: there is no ${scene}; there are ${sceneNames()}`)
        await inWarehouse(context, async ({ app, reader }, note) => {
          const org = await resolveOrg(reader, given.org)
          const made = await addKiosk(app, { name: name.data, org: org.id }, Date.now())
          await note('kiosk_add', org.id, `${made.kiosk.id} ${made.kiosk.name}`)
          const { PUBLIC_URL } = context.config
          const hint = PUBLIC_URL
            ? ''
            : '; PUBLIC_URL is not set: where users reach the server under another address or port, put that in front'
          await print(
            `link ${made.kiosk.id}, shown only here${hint}:\n${kioskLink(publicOrigin(context.config), made.token, scene)}\n`,
          )
        })
      }),
    )

  kiosk
    .command('revoke')
    .description('closes a link; screens that show the wall by it lose it within seconds')
    .argument('<id>', 'as "kiosk list" prints it')
    .action(
      commandAction('user', async (context, id: string) => {
        await inWarehouse(context, async ({ app }, note) => {
          const revoked = await revokeKiosk(app, id, Date.now())
          await note('kiosk_revoke', revoked.org, `${revoked.id} ${revoked.name}`)
          await print(`link ${id} opens nothing any more\n`)
        })
      }),
    )

  return kiosk
}

function sceneNames(): string {
  return [...SCENES].map(([id, { title }]) => `${id} (${title})`).join(', ')
}
