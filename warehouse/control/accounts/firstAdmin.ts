import type { ClickHouseClient } from '@clickhouse/client'
import { ROOT } from '../../orgs/readOrgs.ts'
import { TuanshuError } from '../../platform/errors.ts'
import type { Log } from '../../platform/log.ts'
import { addAccount, listAccounts } from './accounts.ts'
import { audit, COMMAND_LOGIN } from './audit.ts'
import { generatePassword, hashPassword } from './password.ts'

export const FIRST_LOGIN = 'admin'

/**
 * With no account at all, makes one administrator with a random password. Resolves to that password, which is stored
 * nowhere: the caller prints it. Of processes that start together one makes it; undefined for all others.
 */
export async function makeFirstAdmin(
  client: ClickHouseClient,
  log: Log,
  now: number,
): Promise<string | undefined> {
  if ((await listAccounts(client)).length > 0) return undefined
  const password = generatePassword()
  try {
    const passwordHash = await hashPassword(password)
    await addAccount(
      client,
      {
        login: FIRST_LOGIN,
        role: 'admin',
        org: ROOT.id,
        email: '',
        passwordHash,
        hasOneTimePassword: true,
      },
      now,
    )
  } catch (error) {
    if (error instanceof TuanshuError && error.code === 'conflict') return undefined
    throw error
  }
  const detail = `${FIRST_LOGIN} (admin), the first account`
  await audit(client, log, {
    at: now,
    login: COMMAND_LOGIN,
    action: 'account_add',
    org: ROOT.id,
    detail,
    address: '',
  })
  return password
}
