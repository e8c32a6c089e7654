import { type PortalDesk, refuse, sessionOf } from './desk.ts'

const RULES = [
  '10 至 200 个字符',
  '不能包含账号名',
  '除常见词语、连续数字和键盘顺序外，至少有 5 个不同的字符',
  '不能与原密码相同',
]
export const PASSWORD = 'open sesame'

/** More wrong passwords than this are answered with 429. */
const MOST_TRIES = 3

/** Sessions, and the password of the one account. */
export function answerSignIn(desk: PortalDesk): void {
  const { app, sessions } = desk
  let tries = 0
  app.get('/api/session', async request => ({
    account: sessions.has(sessionOf(request)) ? desk.account : null,
    hasMailbox: true,
  }))
  app.post<{ Body: { login: string; password: string } }>('/api/session', async (request, reply) => {
    if (tries >= MOST_TRIES) return refuse(reply, 429, '尝试次数过多，请 15 分钟后再试')
    if (request.body.password !== PASSWORD) {
      tries++
      return refuse(reply, 401, '账号或密码不正确')
    }
    const id = `s${sessions.size + 1}`
    sessions.add(id)
    return reply
      .header('set-cookie', `sid=${id}; Path=/; HttpOnly; SameSite=Lax`)
      .send({ account: desk.account, hasMailbox: true })
  })
  app.get('/api/session/password', async () => ({ rules: RULES }))
  app.post<{ Body: { password: string; newPassword: string } }>(
    '/api/session/password',
    async (request, reply) => {
      if (request.body.password !== PASSWORD) return refuse(reply, 400, '原密码不正确')
      if (request.body.newPassword.length < 10) return refuse(reply, 400, `新密码不符合要求：${RULES[0]}`)
      desk.account = { ...desk.account, hasOneTimePassword: false }
      return { account: desk.account, hasMailbox: true }
    },
  )
  app.delete('/api/session', async (request, reply) => {
    sessions.delete(sessionOf(request))
    return reply.header('set-cookie', 'sid=; Path=/; Max-Age=0').send({ account: null, hasMailbox: true })
  })
}
