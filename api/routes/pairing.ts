import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { audit } from '../../warehouse/control/accounts/audit.ts'
import { addKiosk, type Kiosk, LONGEST_KIOSK_NAME } from '../../warehouse/control/accounts/kiosks.ts'
import { typedName } from '../../warehouse/control/accounts/typedName.ts'
import { ROOT, readOrg } from '../../warehouse/orgs/readOrgs.ts'
import { accountOf, askedOrg, scopeOf } from '../auth/access.ts'
import { Backoff } from '../auth/backoff.ts'
import { clearPairingCookie, setKioskCookie, setPairingCookie, tokensOf } from '../auth/cookies.ts'
import { PairingDesk } from '../auth/pairingDesk.ts'
import type { ApiContext } from '../context.ts'
import type { PairingAnswer } from '../contract.ts'
import { errorBody, RequestError } from '../http/errors.ts'

// a screen asks for a code every ten minutes, and a hall may have a dozen behind one address
const PER_ADDRESS = { max: 30, timeWindow: '10 minutes' }

const pairing = z.object({
  state: z.enum(['none', 'waiting', 'opened']).describe('waiting 等待管理员确认，opened 已接入'),
  code: z.string(),
  expiresAt: z.number(),
  now: z.number(),
})
const confirmation = z.object({
  // as the screen shows it, or without the gap
  code: z.string({ error: '配对码为六位数字' }).regex(/^\d{3} ?\d{3}$/, { error: '配对码为六位数字' }),
  name: typedName(LONGEST_KIOSK_NAME, {
    empty: '请填写屏幕所在',
    long: `最多 ${LONGEST_KIOSK_NAME} 个字`,
    hidden: '不能含有控制字符或不可见的字符',
  }),
  org: z.string().max(20, { error: '组织编号无效' }).default(ROOT.id),
})
const TAGS = ['大屏链接']

/** How a new wall comes in without a link: it shows a code, and an administrator confirms that. */
export function pairingRoutes({ warehouse, log, now }: ApiContext): FastifyPluginAsyncZod {
  const desk = new PairingDesk()
  const tries = new Backoff()

  return async app => {
    app.post(
      '/api/pairing',
      {
        config: {
          access: 'public',
          rateLimit: {
            ...PER_ADDRESS,
            errorResponseBuilder: (_request, { ttl }) =>
              new RequestError('limited', `申请配对码过于频繁，请 ${Math.ceil(ttl / 60_000)} 分钟后再试`),
          },
        },
        schema: {
          summary: '申请配对码',
          description: '配对码十分钟内有效，只用一次，只属于申请它的浏览器。',
          tags: TAGS,
          response: { 200: pairing, 429: errorBody },
        },
      },
      async (request, reply): Promise<PairingAnswer> => {
        const known = desk.of(tokensOf(request.headers).pairing, now())
        if (known) return { ...answer(known), now: now() }
        const begun = desk.begin(now())
        if (!begun) throw new RequestError('limited', '等待配对的大屏过多，请十分钟后再试')
        setPairingCookie(request, reply, begun.token)
        return { ...answer(begun.pairing), now: now() }
      },
    )
    app.get(
      '/api/pairing',
      {
        config: { access: 'public' },
        schema: { summary: '配对的进展', tags: TAGS, response: { 200: pairing } },
      },
      async (request, reply): Promise<PairingAnswer> => {
        reply.header('cache-control', 'no-store')
        const known = desk.of(tokensOf(request.headers).pairing, now())
        if (!known) return { state: 'none', code: '', expiresAt: 0, now: now() }
        if (known.link !== null) {
          setKioskCookie(request, reply, known.link)
          clearPairingCookie(request, reply)
        }
        return { ...answer(known), now: now() }
      },
    )
    app.post(
      '/api/kiosks/pair',
      {
        config: { access: 'admin' },
        schema: {
          summary: '确认配对码',
          description: '大屏随即接入，与大屏链接相同：只读，可撤销。',
          tags: TAGS,
          body: confirmation,
          response: {
            200: z.object({ id: z.string(), name: z.string() }),
            400: errorBody,
            403: errorBody,
            404: errorBody,
            429: errorBody,
          },
        },
      },
      async (request, reply) => {
        const scope = scopeOf(request)
        const { login } = accountOf(request)
        const { name } = request.body
        const code = request.body.code.replace(' ', '')
        const org = await readOrg(warehouse.reader, scope, askedOrg(scope, request.body.org))
        const waitMs = tries.begin(login, now())
        if (waitMs > 0) {
          reply.header('retry-after', Math.ceil(waitMs / 1000))
          throw new RequestError('limited', `配对码错误次数过多，请 ${Math.ceil(waitMs / 60_000)} 分钟后再试`)
        }
        const claimed = desk.claim(code, now())
        if (!claimed) throw new RequestError('not_found', '配对码不正确、已使用或已过期')
        tries.succeeded(login)
        let made: { kiosk: Kiosk; token: string }
        try {
          made = await addKiosk(warehouse.app, { name, org: org.id }, now())
        } catch (error) {
          claimed.release()
          throw error
        }
        claimed.open(made.token)
        const { id } = made.kiosk
        await audit(warehouse.app, log, {
          at: now(),
          login,
          action: 'kiosk_pair',
          org: org.id,
          detail: `${id} ${name}`,
          address: request.ip,
        })
        return { id, name }
      },
    )
  }
}

/** What the browser is told; the link goes to it by cookie alone. */
function answer({ code, expiresAt, link }: { code: string; expiresAt: number; link: string | null }) {
  return { state: link === null ? ('waiting' as const) : ('opened' as const), code, expiresAt }
}
