import type { DeliveryInfo, MailingInfo } from '../../../../api/contract.ts'
import { sampleDeliveries, sampleMailings, sampleMessages, samplePlan } from '../mailAnswers.ts'
import { type PortalDesk, refuse } from './desk.ts'

/** Mailings, what became of each mail, and the mailbox. */
export function answerMail(desk: PortalDesk): void {
  const { app, now } = desk
  let deliveries = sampleDeliveries(now())
  let mailings = sampleMailings(now())

  app.get<{ Querystring: Partial<Record<'mailing' | 'period' | 'state', string>> }>(
    '/api/deliveries',
    async request => {
      const { mailing, period, state } = request.query
      const fits = (each: DeliveryInfo) =>
        (!mailing || each.mailing === mailing) &&
        (!period || each.period.id === period) &&
        (!state || each.state === state)
      const periods = [...new Map(deliveries.map(each => [each.period.id, each.period])).values()]
      return { deliveries: deliveries.filter(fits), periods, now: now() }
    },
  )
  app.post<{ Params: { id: string }; Body: { action: 'resend' | 'skip' } }>(
    '/api/deliveries/:id/decide',
    async (request, reply) => {
      deliveries = deliveries.map(each =>
        each.id === request.params.id
          ? {
              ...each,
              state: request.body.action === 'resend' ? 'waiting' : 'skipped',
              at: now(),
              retryAt: now(),
            }
          : each,
      )
      return reply.send(deliveries.find(each => each.id === request.params.id))
    },
  )

  app.get('/api/mailings', async () => ({ mailings }))
  app.get<{ Params: { id: string }; Querystring: { period: string; correction: boolean } }>(
    '/api/mailings/:id/send',
    async (request, reply) => {
      const mailing = mailings.find(each => each.id === request.params.id)
      const plan = mailing && samplePlan(mailing, request.query.period, request.query.correction)
      return plan ?? refuse(reply, 400, '没有这一期')
    },
  )
  app.post<{ Params: { id: string }; Body: { period: string; count: number; correction?: boolean } }>(
    '/api/mailings/:id/send',
    async (request, reply) => {
      const { period, count, correction = false } = request.body
      const mailing = mailings.find(each => each.id === request.params.id)
      const plan = mailing && samplePlan(mailing, period, correction)
      if (!plan) return refuse(reply, 400, '没有这一期')
      const results = plan.recipients.map(({ address, ...rest }) => ({ recipient: address, ...rest }))
      return { period: plan.period, queued: count, results }
    },
  )
  for (const act of ['pause', 'resume'])
    app.post<{ Params: { id: string } }>(`/api/mailings/:id/${act}`, async request => {
      const { id } = request.params
      const change = (each: MailingInfo): MailingInfo => ({
        ...each,
        isPaused: act === 'pause',
        nextAt: act === 'pause' ? 0 : now() + 86_400_000,
      })
      mailings = mailings.map(each => (each.id === id ? change(each) : each))
      return mailings.find(each => each.id === id)
    })
  app.get<{ Querystring: { recipient: string } }>('/api/mailings/:id/preview', async request => ({
    subject: `团数月报（${request.query.recipient}）`,
    html: '<p style="color:#123">附件为本级月报工作簿。</p>',
    attachments: [{ name: '月报-2026-10.xlsx', bytes: 184_320 }],
  }))
  app.get('/api/mailbox', async () => ({ messages: sampleMessages(now()) }))
  app.get<{ Params: { id: string } }>(
    '/api/mailbox/:id',
    async (request, reply) =>
      sampleMessages(now()).find(each => each.id === request.params.id) ?? refuse(reply, 404, '没有这封邮件'),
  )
}
