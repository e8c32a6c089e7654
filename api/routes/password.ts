import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Account } from '../../warehouse/control/accounts/account.ts'
import { findAccount, setPassword } from '../../warehouse/control/accounts/accounts.ts'
import { audit } from '../../warehouse/control/accounts/audit.ts'
import {
  brokenRule,
  FEWEST_OWN_CHARACTERS,
  hashPassword,
  isPassword,
  LONGEST_PASSWORD,
  PASSWORD_RULES,
  type PasswordRule,
  SHORTEST_PASSWORD,
} from '../../warehouse/control/accounts/password.ts'
import { openSession } from '../../warehouse/control/accounts/sessions.ts'
import { accountOf } from '../auth/access.ts'
import { setSessionCookie } from '../auth/cookies.ts'
import { answerSession, sessionAnswer } from '../auth/sessionAnswer.ts'
import type { ApiContext } from '../context.ts'
import { errorBody, RequestError } from '../http/errors.ts'

const RULES: Readonly<Record<PasswordRule, string>> = {
  length: `${SHORTEST_PASSWORD} 至 ${LONGEST_PASSWORD} 个字符`,
  login: '不能包含账号名',
  own_characters: `除常见词语、连续数字和键盘顺序外，至少有 ${FEWEST_OWN_CHARACTERS} 个不同的字符`,
}
const DIFFERENT = '不能与原密码相同'

const change = z.object({
  password: z.string().min(1, { error: '请输入原密码' }).max(LONGEST_PASSWORD, { error: '密码过长' }),
  newPassword: z.string().min(1, { error: '请输入新密码' }).max(LONGEST_PASSWORD, { error: '密码过长' }),
})
// each try costs a quarter of a second of a processor
const PER_ADDRESS = { max: 10, timeWindow: 60_000 }
const TAGS = ['登录']

/** Changing the own password. */
export function passwordRoutes({
  warehouse,
  log,
  now,
  principals,
  backoff: { passwordChange: backoff },
  hasMailbox,
}: ApiContext): FastifyPluginAsyncZod {
  /** The hash that `password` belongs to; undefined when it is not that of the account. */
  async function hashBehind(
    { login }: Account,
    password: string,
    address: string,
  ): Promise<string | undefined> {
    try {
      const hash = (await findAccount(warehouse.app, login))?.passwordHash
      if (!(await isPassword(password, hash, address))) return undefined
      backoff.succeeded(login)
      return hash
    } catch (error) {
      backoff.withdraw(login)
      throw error
    }
  }

  return async app => {
    app.get(
      '/api/session/password',
      {
        config: { access: 'own' },
        schema: {
          summary: '新密码的要求',
          tags: TAGS,
          response: { 200: z.object({ rules: z.array(z.string()) }) },
        },
      },
      async () => ({ rules: [...PASSWORD_RULES.map(rule => RULES[rule]), DIFFERENT] }),
    )
    app.post(
      '/api/session/password',
      {
        config: {
          access: 'own',
          rateLimit: {
            ...PER_ADDRESS,
            errorResponseBuilder: (_request, { ttl }) =>
              new RequestError('limited', `操作过于频繁，请 ${Math.ceil(ttl / 1000)} 秒后再试`),
          },
        },
        schema: {
          summary: '修改本账号的密码',
          description: '本账号在其他浏览器中的登录随即失效。',
          tags: TAGS,
          body: change,
          response: { 200: sessionAnswer, 400: errorBody, 401: errorBody, 409: errorBody, 429: errorBody },
        },
      },
      async (request, reply) => {
        const account = accountOf(request)
        const { login, org } = account
        const { password, newPassword } = request.body
        const broken = brokenRule(login, newPassword)
        if (broken) throw new RequestError('input', `新密码不符合要求：${RULES[broken]}`)
        if (newPassword === password) throw new RequestError('input', `新密码${DIFFERENT}`)
        const waitMs = backoff.begin(login, now())
        if (waitMs > 0) {
          reply.header('retry-after', Math.ceil(waitMs / 1000))
          throw new RequestError('limited', `密码错误次数过多，请 ${Math.ceil(waitMs / 60_000)} 分钟后再试`)
        }
        const deed = { login, org, detail: '', address: request.ip }
        const instead = await hashBehind(account, password, request.ip)
        if (instead === undefined) {
          await audit(warehouse.app, log, { ...deed, at: now(), action: 'password_change_failed' })
          // not 401: the session is good
          throw new RequestError('input', '原密码不正确')
        }
        await setPassword(warehouse.app, login, await hashPassword(newPassword, request.ip), now(), {
          instead,
        })
        await audit(warehouse.app, log, { ...deed, at: now(), action: 'password_change' })
        // it ended every session of the account, this one too
        if (request.principal?.kind === 'account') principals.forget(request.principal.session)
        const changed = await findAccount(warehouse.app, login)
        if (!changed) throw new RequestError('unauthenticated', '账号已不存在')
        setSessionCookie(request, reply, await openSession(warehouse.app, changed, now()))
        return answerSession(warehouse.reader, changed, hasMailbox)
      },
    )
  }
}
