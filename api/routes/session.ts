import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Account, login } from '../../warehouse/control/accounts/account.ts'
import { findAccount } from '../../warehouse/control/accounts/accounts.ts'
import { audit } from '../../warehouse/control/accounts/audit.ts'
import { isPassword, LONGEST_PASSWORD } from '../../warehouse/control/accounts/password.ts'
import { endSession, openSession } from '../../warehouse/control/accounts/sessions.ts'
import { clearSessionCookie, setSessionCookie } from '../auth/cookies.ts'
import { answerSession, sessionAnswer } from '../auth/sessionAnswer.ts'
import type { ApiContext } from '../context.ts'
import { errorBody, RequestError } from '../http/errors.ts'

const credentials = z.object({
  login: z.string().trim().toLowerCase().min(1, { error: '请输入账号' }).max(40, { error: '账号过长' }),
  password: z.string().min(1, { error: '请输入密码' }).max(LONGEST_PASSWORD, { error: '密码过长' }),
})
// a whole office may sit behind one address; guesses at one login are slowed down by Backoff
const PER_ADDRESS = { max: 30, timeWindow: 60_000 }
const TAGS = ['登录']

/** Signing in and out, and who is signed in. */
export function sessionRoutes({
  warehouse,
  log,
  now,
  principals,
  backoff: { signIn: backoff },
  hasMailbox,
}: ApiContext): FastifyPluginAsyncZod {
  const answerFor = (account: Account | undefined) => answerSession(warehouse.reader, account, hasMailbox)

  /** The account of these credentials, after `backoff.begin`. */
  async function check(given: z.output<typeof credentials>, address: string): Promise<Account | undefined> {
    try {
      const isLogin = login.safeParse(given.login).success
      const account = isLogin ? await findAccount(warehouse.app, given.login) : undefined
      const hash = account?.isEnabled ? account.passwordHash : undefined
      // asked also without a hash: how long the answer takes must not tell which logins there are
      if (!(await isPassword(given.password, hash, address))) return undefined
      backoff.succeeded(given.login)
      return account
    } catch (error) {
      backoff.withdraw(given.login)
      throw error
    }
  }

  return async app => {
    app.get(
      '/api/session',
      {
        config: { access: 'public' },
        schema: { summary: '当前登录的账号', tags: TAGS, response: { 200: sessionAnswer } },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store')
        const principal = await principals.of(request.headers)
        return answerFor(principal?.kind === 'account' ? principal.account : undefined)
      },
    )
    app.post(
      '/api/session',
      {
        config: {
          access: 'public',
          rateLimit: {
            ...PER_ADDRESS,
            errorResponseBuilder: (_request, { ttl }) =>
              new RequestError('limited', `登录过于频繁，请 ${Math.ceil(ttl / 1000)} 秒后再试`),
          },
        },
        schema: {
          summary: '登录',
          tags: TAGS,
          body: credentials,
          response: { 200: sessionAnswer, 400: errorBody, 401: errorBody, 429: errorBody },
        },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store')
        const { body, ip: address } = request
        const waitMs = backoff.begin(body.login, now())
        if (waitMs > 0) {
          reply.header('retry-after', Math.ceil(waitMs / 1000))
          throw new RequestError('limited', `登录失败次数过多，请 ${Math.ceil(waitMs / 60_000)} 分钟后再试`)
        }
        const account = await check(body, address)
        const deed = { at: now(), detail: '', address }
        if (!account) {
          // what cannot be a login may be a password in the wrong field
          const tried = login.safeParse(body.login).data ?? ''
          await audit(warehouse.app, log, { ...deed, login: tried, action: 'sign_in_failed', org: '' })
          throw new RequestError('unauthenticated', '账号或密码不正确')
        }
        const former = await principals.of(request.headers)
        if (former?.kind === 'account') await end(former.session)
        setSessionCookie(request, reply, await openSession(warehouse.app, account, now()))
        await audit(warehouse.app, log, {
          ...deed,
          login: account.login,
          action: 'sign_in',
          org: account.org,
        })
        return answerFor(account)
      },
    )
    app.delete(
      '/api/session',
      {
        config: { access: 'public' },
        schema: { summary: '退出登录', tags: TAGS, response: { 200: sessionAnswer } },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store')
        const principal = await principals.of(request.headers)
        clearSessionCookie(request, reply)
        if (principal?.kind === 'account') {
          const { account, session } = principal
          await end(session)
          await audit(warehouse.app, log, {
            at: now(),
            login: account.login,
            action: 'sign_out',
            org: account.org,
            detail: '',
            address: request.ip,
          })
        }
        return answerFor(undefined)
      },
    )
  }

  async function end(session: string): Promise<void> {
    await endSession(warehouse.app, session)
    principals.forget(session)
  }
}
