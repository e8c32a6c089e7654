import { sampleCampaign, sampleCampaigns } from '../sampleTargets.ts'
import { shanghaiDay } from '../wallPictures.ts'
import { type PortalDesk, refuse } from './desk.ts'

/** Campaigns with their targets. */
export function answerTargets(desk: PortalDesk): void {
  const { app, orgs, options, now } = desk
  app.get('/api/targets', async () => {
    const campaigns = sampleCampaigns()
    return { campaigns: options.hasNoTargets ? [] : campaigns, today: shanghaiDay(now()) }
  })
  app.get<{ Params: { campaign: string }; Querystring: { org: string; phase?: string } }>(
    '/api/targets/:campaign',
    async (request, reply) => {
      const { org: id, phase } = request.query
      const org = orgs.get(id)
      if (!org) return refuse(reply, 404, '没有这个组织，或它不在您的数据范围内')
      const asked = { id: request.params.campaign, org, ...(phase ? { phase } : {}) }
      return sampleCampaign(orgs, asked) ?? refuse(reply, 404, '没有这项工作')
    },
  )
}
