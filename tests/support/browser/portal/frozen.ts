import { sampleAnswer } from '../reportAnswers.ts'
import { sampleBulletin } from '../sampleBulletin.ts'
import { frozenFrom, sampleDifference, sampleFrozen, sampleFrozenPages } from '../sampleFrozen.ts'
import { shanghaiDay } from '../wallPictures.ts'
import { type PortalDesk, refuse } from './desk.ts'

/** Frozen sets, bulletins among them. */
export function answerFrozen(desk: PortalDesk): void {
  const { app, orgs, now } = desk
  app.get('/api/bulletins', async () => ({
    bulletins: [sampleBulletin().info],
    kinds: [{ id: 'entry_progress', title: sampleBulletin().info.title, cadence: 'two_day' }],
    mayIssue: desk.account.role === 'admin',
  }))
  app.post('/api/bulletins', async (_, reply) => reply.status(201).send(sampleBulletin().info))
  app.get('/api/bulletins/:id', async () => sampleBulletin())
  let frozen = sampleFrozen()
  const frozenById = (id: string) => frozen.find(each => each.id === id)
  app.get('/api/frozen', async () => ({
    sets: frozen,
    mayFreeze: desk.account.role === 'admin',
    today: shanghaiDay(now()),
  }))
  app.post<{ Body: Parameters<typeof frozenFrom>[0] }>('/api/frozen', async (request, reply) => {
    if (frozen.some(({ name }) => name === request.body.name))
      return refuse(reply, 409, `已有名为“${request.body.name}”的封存，请换一个名称`)
    const made = frozenFrom(request.body, desk.account.login, now())
    frozen = [made, ...frozen]
    return reply.status(201).send(made)
  })
  app.get<{ Params: { id: string } }>('/api/frozen/:id', async (request, reply) => {
    const set = frozenById(request.params.id)
    return set ? sampleFrozenPages(set) : refuse(reply, 404, '没有这份封存，或它不在您的数据范围内')
  })
  app.get<{ Params: { id: string; page: string } }>('/api/frozen/:id/pages/:page', async (request, reply) => {
    const set = frozenById(request.params.id)
    const [org, [report = '', rows = '']] = [orgs.get(set?.org ?? ''), request.params.page.split(':')]
    const asked = { report, rows, grain: 'month' as const, day: set?.from ?? '', basis: 'published' }
    const answer = org && sampleAnswer(orgs, { ...asked, org }, now())
    if (!set || !answer) return refuse(reply, 404, '这份封存中没有这一页')
    return { set, answer }
  })
  app.get<{ Params: { id: string; page: string } }>(
    '/api/frozen/:id/pages/:page/difference',
    async (request, reply) => {
      const set = frozenById(request.params.id)
      return set ? sampleDifference(set) : refuse(reply, 404, '没有这份封存')
    },
  )
}
