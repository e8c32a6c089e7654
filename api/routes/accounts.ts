import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { orgName } from '../../warehouse/contract/orgName.ts'
import { ROLES } from '../../warehouse/control/accounts/account.ts'
import { readLastSignIns } from '../../warehouse/control/accounts/audit.ts'
import {
  type AccountDesk,
  AccountRefusal,
  type AccountRefusalReason,
  changeEmail,
  changeRole,
  createAccount,
  disableAccount,
  enableAccount,
  type HeldAccount,
  listHeldAccounts,
  moveAccount,
  resetAccount,
} from '../../warehouse/control/accounts/manageAccounts.ts'
import { accountOf, askedOrg, scopeOf } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import type { HeldAccountInfo } from '../contract.ts'
import { errorBody, RequestError } from '../http/errors.ts'

const REFUSALS: Readonly<Record<AccountRefusalReason, string>> = {
  unknown: '没有这个账号，或它不在您的数据范围内',
  own: '不能停用、改绑、重置自己正在使用的账号，也不能更改它的角色；请由另一位管理员操作，密码可自行修改',
  last_administrator: '这是最后一个可用的全省管理员账号，请先建立另一个',
  taken: '这个账号名已被使用，请换一个；停用的账号名也不再另用',
  role_of_org: '“团委”账号须绑定组织树中的一个组织，不能绑定全部组织',
  manager_ended: '您的账号已不能管理账号，请重新登录',
}

const account = z.object({
  login: z.string(),
  role: z.enum(ROLES),
  org: z.string().describe('绑定的组织，root 为全部'),
  orgName: z.string(),
  email: z.string().describe('接收定时邮件的地址，没有时为空'),
  isEnabled: z.boolean(),
  hasOneTimePassword: z.boolean().describe('还在使用一次性密码'),
  createdAt: z.number(),
  lastSignInAt: z.number().nullable().describe('最近一次登录，毫秒；审计中没有时为 null'),
  isOwn: z.boolean().describe('提出请求的账号本身'),
})
const withPassword = z.object({ account, password: z.string().describe('一次性密码，只在此时给出') })
const login = z
  .string({ error: '请填写账号名' })
  .regex(/^[a-z0-9._-]{3,40}$/, { error: '账号名为 3 至 40 个小写字母、数字、点、下划线或连字符' })
const role = z.enum(ROLES, { error: '请选择角色' })
const org = z.string({ error: '请选择组织' }).max(20, { error: '组织编号无效' })
const email = z.union([z.literal(''), z.email({ error: '邮箱地址无效' }).max(200, { error: '邮箱地址过长' })])
const newAccount = z.object({ login, role, org, email: email.default('') })
// not of the shape of a login: what cannot be one is answered as an unknown one
const params = z.object({ login: z.string().max(100, { error: '账号名过长' }) })
const TAGS = ['账号']
const errors = { 400: errorBody, 401: errorBody, 403: errorBody, 404: errorBody, 409: errorBody, 429: errorBody }

/** Accounts. Administrators see and change those of their own subtree; `npm run user` does the same. */
export function accountRoutes({ warehouse, log, now, principals }: ApiContext): FastifyPluginAsyncZod {
  const deskOf = (request: FastifyRequest): AccountDesk => {
    const by = { login: accountOf(request).login, scope: scopeOf(request), address: request.ip }
    return { warehouse, log, now, by }
  }

  /** A deed, in words for people when it is refused; what was signed in before is asked for anew. */
  async function act<T>(request: FastifyRequest, deed: (desk: AccountDesk) => Promise<T>): Promise<T> {
    try {
      return await deed(deskOf(request))
    } catch (error) {
      if (error instanceof AccountRefusal) throw new RequestError(error.code, REFUSALS[error.reason])
      throw error
    } finally {
      principals.forgetAll()
    }
  }

  async function listed(request: FastifyRequest): Promise<HeldAccountInfo[]> {
    const [held, signIns] = await Promise.all([
      listHeldAccounts(warehouse, scopeOf(request)),
      readLastSignIns(warehouse.app),
    ])
    const own = accountOf(request).login
    return held.map(each => infoOf(each, signIns.get(each.account.login), own))
  }

  /** The account as it is after a deed. */
  async function shown(request: FastifyRequest, login: string): Promise<HeldAccountInfo> {
    const found = (await listed(request)).find(each => each.login === login)
    if (!found) throw new RequestError('not_found', REFUSALS.unknown)
    return found
  }

  return async app => {
    app.get(
      '/api/accounts',
      {
        config: { access: 'admin' },
        schema: {
          summary: '账号',
          description: '绑定于本人可见组织的账号，停用的也在内。',
          tags: TAGS,
          response: {
            200: z.object({ accounts: z.array(account), roles: z.array(z.enum(ROLES)) }),
            401: errorBody,
            403: errorBody,
          },
        },
      },
      async request => ({ accounts: await listed(request), roles: [...ROLES] }),
    )
    app.post(
      '/api/accounts',
      {
        config: { access: 'admin' },
        schema: {
          summary: '新建账号',
          description: '一次性密码只在此时给出；首次登录后请其本人修改。',
          tags: TAGS,
          body: newAccount,
          response: { 200: withPassword, ...errors },
        },
      },
      async request => {
        const given = { ...request.body, org: askedOrg(scopeOf(request), request.body.org) }
        const password = await act(request, desk => createAccount(desk, given))
        return { account: await shown(request, given.login), password }
      },
    )
    app.post(
      '/api/accounts/:login/reset',
      {
        config: { access: 'admin' },
        schema: {
          summary: '重置密码',
          description: '一次性密码只在此时给出；该账号的登录随即失效。',
          tags: TAGS,
          params,
          response: { 200: withPassword, ...errors },
        },
      },
      async request => {
        const { login } = request.params
        const password = await act(request, desk => resetAccount(desk, login))
        return { account: await shown(request, login), password }
      },
    )
    app.post(
      '/api/accounts/:login/move',
      {
        config: { access: 'admin' },
        schema: {
          summary: '改绑组织',
          description: '该账号的登录随即失效，重新登录后只见新绑定的组织。',
          tags: TAGS,
          params,
          body: z.object({ org }),
          response: { 200: account, ...errors },
        },
      },
      async request => {
        const target = askedOrg(scopeOf(request), request.body.org)
        await act(request, desk => moveAccount(desk, request.params.login, target))
        return shown(request, request.params.login)
      },
    )
    app.post(
      '/api/accounts/:login/role',
      {
        config: { access: 'admin' },
        schema: {
          summary: '更改角色',
          description: '该账号的登录随即失效。',
          tags: TAGS,
          params,
          body: z.object({ role }),
          response: { 200: account, ...errors },
        },
      },
      async request => {
        await act(request, desk => changeRole(desk, request.params.login, request.body.role))
        return shown(request, request.params.login)
      },
    )
    app.post(
      '/api/accounts/:login/email',
      {
        config: { access: 'admin' },
        schema: {
          summary: '更改邮箱',
          description: '“团委”账号按此地址接收定时邮件，留空则不接收。',
          tags: TAGS,
          params,
          body: z.object({ email }),
          response: { 200: account, ...errors },
        },
      },
      async request => {
        await act(request, desk => changeEmail(desk, request.params.login, request.body.email))
        return shown(request, request.params.login)
      },
    )
    for (const [verb, deed, summary] of [
      ['enable', enableAccount, '启用账号'],
      ['disable', disableAccount, '停用账号'],
    ] as const)
      app.post(
        `/api/accounts/:login/${verb}`,
        {
          config: { access: 'admin' },
          schema: { summary, tags: TAGS, params, response: { 200: account, ...errors } },
        },
        async request => {
          await act(request, desk => deed(desk, request.params.login))
          return shown(request, request.params.login)
        },
      )
  }
}

function infoOf({ account, org }: HeldAccount, signedInAt: number | undefined, own: string): HeldAccountInfo {
  const { login, role, email, isEnabled, hasOneTimePassword, createdAt } = account
  return {
    login,
    role,
    org: account.org,
    orgName: org ? orgName(org) : `组织 ${account.org}（已不在组织树中）`,
    email,
    isEnabled,
    hasOneTimePassword,
    createdAt,
    lastSignInAt: signedInAt ?? null,
    isOwn: login === own,
  }
}
