import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { orgName } from '../../warehouse/contract/orgName.ts'
import { type Account, ROLES } from '../../warehouse/control/accounts/account.ts'
import { findOrgs } from '../../warehouse/orgs/readOrgs.ts'
import type { SessionAnswer } from '../contract.ts'

export const sessionAnswer = z.object({
  account: z
    .object({
      login: z.string(),
      role: z.enum(ROLES).describe('admin 管理员，department 部门，committee 团委，controller 控屏'),
      org: z.string().describe('可见范围的组织编号，root 为全部'),
      orgName: z.string(),
      hasOneTimePassword: z.boolean().describe('密码由系统生成、只告知过一次，应当修改'),
    })
    .nullable()
    .describe('未登录时为 null'),
  hasMailbox: z.boolean().describe('是否有演示用的本地邮箱'),
})

/** What a browser is told of who is signed in by it. */
export async function answerSession(
  reader: ClickHouseClient,
  account: Account | undefined,
  hasMailbox: boolean,
): Promise<SessionAnswer> {
  if (!account) return { account: null, hasMailbox }
  const { login, role, org, hasOneTimePassword } = account
  const found = await findOrgs(reader, { org }, [org])
  const name = orgName(found.get(org) ?? { id: org, fullName: '', shortName: '' })
  return { account: { login, role, org, orgName: name, hasOneTimePassword }, hasMailbox }
}
