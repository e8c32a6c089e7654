import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import type { Role } from '../../warehouse/control/accounts/account.ts'
import { addAccount, findAccount } from '../../warehouse/control/accounts/accounts.ts'
import { generatePassword, hashPassword } from '../../warehouse/control/accounts/password.ts'
import { childrenOf, ROOT } from '../../warehouse/orgs/readOrgs.ts'

const schema = z.object({ admin: z.string(), city: z.string() })

/** What one signs in with in the demonstration; kept in the data directory (0600), so that a later start can tell it again. */
export type DemoPasswords = z.infer<typeof schema>

/** Name of the file below the data directory. */
export const PASSWORDS_FILE = 'demo-accounts.json'
export const DEMO_ADMIN = 'demo'
const EVERYTHING = { org: ROOT.id }

/** The passwords of this demonstration, made at the first call. */
export function demoPasswords(dataDir: string): DemoPasswords {
  const file = path.join(dataDir, PASSWORDS_FILE)
  if (existsSync(file)) return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  const made = { admin: generatePassword(), city: generatePassword() }
  writeFileSync(file, JSON.stringify(made), { mode: 0o600 })
  return made
}

/** The administrator of the demonstration; it is there before the web server, which would else make one of its own. */
export async function addDemoAdmin(client: ClickHouseClient, passwords: DemoPasswords): Promise<void> {
  await add(client, { login: DEMO_ADMIN, role: 'admin', org: ROOT.id, email: '', password: passwords.admin })
}

/**
 * An account for the committee of every city, which is mailed to. Resolves to the logins; none while there is no tree. The
 * domain of the addresses can never exist (RFC 2606), and the demonstration mails into its local mailbox only.
 */
export async function addCityAccounts(
  { app, reader }: { app: ClickHouseClient; reader: ClickHouseClient },
  passwords: DemoPasswords,
): Promise<string[]> {
  const [province] = await childrenOf(reader, EVERYTHING, ROOT)
  if (!province) return []
  const cities = (await childrenOf(reader, EVERYTHING, province)).filter(
    ({ type }) => type === 'leading_organ',
  )
  // one password for all, hashed once
  const passwordHash = await hashPassword(passwords.city)
  for (const { id, regionCode } of cities) {
    const login = loginOf(regionCode)
    if (await findAccount(app, login)) continue
    const email = `${regionCode}@tuanshu.invalid`
    await addAccount(app, { login, role: 'committee', org: id, email, passwordHash }, Date.now())
  }
  return cities.map(({ regionCode }) => loginOf(regionCode))
}

/** The login of the account of a city's committee. */
export function loginOf(regionCode: string): string {
  return `city${regionCode}`
}

async function add(
  client: ClickHouseClient,
  { password, ...account }: { login: string; role: Role; org: string; email: string; password: string },
): Promise<void> {
  if (await findAccount(client, account.login)) return
  await addAccount(client, { ...account, passwordHash: await hashPassword(password) }, Date.now())
}
