import { SampleAssessments } from '../sampleAssessments.ts'
import { type PortalDesk, refuse } from './desk.ts'

/** The assessment of the sample province. */
export function answerAssessments({ app, options, account, now }: PortalDesk): void {
  const assessments = new SampleAssessments(account, now)
  if (options.hasDraft) assessments.draft()
  else if (options.hasObjection) assessments.write('raised', '团费收缴率未计补交的 2 个支部')
  app.get('/api/assessments', async () => ({
    org: { id: account.org, name: account.orgName },
    assessments: [assessments.answer().info],
  }))
  app.get('/api/assessments/:id', async () => assessments.answer())
  app.post<{ Body: { weights: Record<string, number> } }>(
    '/api/assessments/:id/trial',
    async (request, reply) => {
      const tried = assessments.tried(request.body.weights)
      return typeof tried === 'string' ? refuse(reply, 400, tried) : tried
    },
  )
  app.post('/api/assessments/:id/publish', async () => assessments.publish())
  for (const [verb, state] of [
    ['object', 'raised'],
    ['uphold', 'upheld'],
    ['reject', 'rejected'],
  ] as const)
    app.post<{ Body: { text: string } }>(`/api/assessments/:id/sheets/:org/${verb}`, async request =>
      assessments.write(state, request.body.text),
    )
}
