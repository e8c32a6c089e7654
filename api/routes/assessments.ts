import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readOutlooks } from '../../jobs/schedule/outlooks.ts'
import { finaliseAssessment, publishAssessment } from '../../warehouse/assessment/publish.ts'
import { planOf, readAssessment } from '../../warehouse/assessment/readAssessment.ts'
import { listAssessments, readShown, type ShownAssessment } from '../../warehouse/assessment/readShown.ts'
import { answered, type Deed, raised, roundName } from '../../warehouse/assessment/round.ts'
import { objectionsTo, type StoredRound, writeObjection } from '../../warehouse/assessment/roundStore.ts'
import { readSchemes } from '../../warehouse/assessment/schemeRows.ts'
import { withWeights } from '../../warehouse/assessment/score.ts'
import { ROOT } from '../../warehouse/orgs/readOrgs.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { dayOf } from '../../warehouse/platform/time/day.ts'
import { refuseUnknownOrgs } from '../../warehouse/reference/knownOrgs.ts'
import { readPlaces } from '../../warehouse/reference/readPlaces.ts'
import { readReferences } from '../../warehouse/reference/readReferences.ts'
import { referenceValue } from '../../warehouse/reference/referenceValues.ts'
import { placeOf } from '../../warehouse/reports/place.ts'
import type { ReportClock } from '../../warehouse/reports/readReport.ts'
import { accountOf, askedOrg, scopeOf } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import type { Assessment, AssessmentAnswer, AssessmentInfo, AssessmentList } from '../contract.ts'
import { errorBody, RequestError } from '../http/errors.ts'
import { answerOf, infoOf } from './assessmentAnswers.ts'
import {
  assessment,
  assessmentAnswer,
  assessmentId,
  assessmentList,
  objection,
  reply,
  sheetOf,
  step,
  trial,
} from './assessmentShapes.ts'
import { auditDeed, deedRoute, inWords, perform } from './deed.ts'

const TAGS = ['考核']
const CHANGED = '这项考核刚有变化，请刷新后再办'
const UNKNOWN = '没有这项考核，或它不在您的数据范围内'
const ON_ROUND = { tags: TAGS, params: assessmentId, answer: assessmentAnswer }
const ON_SHEET = { tags: TAGS, params: sheetOf, answer: assessmentAnswer }
const refusals = { 400: errorBody, 401: errorBody, 403: errorBody, 404: errorBody, 409: errorBody }

/** Assessments: who assesses sees, tries, publishes and makes final; who is assessed sees the own sheet and may object. */
export function assessmentRoutes({ config, warehouse, feed, log, now }: ApiContext): FastifyPluginAsyncZod {
  const { app: client, reader } = warehouse
  // a wrong table ends the start, not the first question
  const rows = readSchemes(config)
  const clock = async (): Promise<ReportClock> => {
    if (!feed.isRunning) await feed.refresh()
    const at = now()
    return {
      now: at,
      completeAt: log => feed.completeAt(log),
      readOutlooks: () => readOutlooks({ warehouse, config, now: at }),
    }
  }

  return async app => {
    await refuseUnknownOrgs(client, rows)
    app.get(
      '/api/assessments',
      {
        config: { access: 'account' },
        schema: {
          summary: '考核',
          description: '所选组织对直属下级的考核，和它自己被考核的（公示以后）；近年的在前。',
          tags: TAGS,
          querystring: z.object({ org: z.string().max(20, { error: '组织编号无效' }).default(ROOT.id) }),
          response: { 200: assessmentList, ...refusals },
        },
      },
      async (request): Promise<AssessmentList> => {
        const scope = scopeOf(request)
        const asked = askedOrg(scope, request.query.org)
        const { org, assessments } = await listAssessments(warehouse, scope, rows, asked, dayOf(now()))
        return {
          org,
          assessments: assessments.map((each): AssessmentInfo => infoOf(each)),
        }
      },
    )
    app.get(
      '/api/assessments/:id',
      {
        config: { access: 'account' },
        schema: {
          summary: '一项考核',
          description:
            '考核下级的组织及其上级看到全部得分表；被考核的组织在公示以后看到自己的。拟定的按现在的数据计分。',
          tags: TAGS,
          params: assessmentId,
          response: { 200: assessmentAnswer, ...refusals },
        },
      },
      async request => answer(await find(request.params.id, request), request),
    )
    app.post(
      '/api/assessments/:id/trial',
      {
        config: { access: 'account' },
        schema: {
          summary: '试算',
          description: '同样的数据按另一组权重计分；只是答复，不保存，不影响公示和定稿的得分。',
          tags: TAGS,
          params: assessmentId,
          body: trial,
          response: { 200: assessment, ...refusals },
        },
      },
      async (request): Promise<Assessment> => {
        const shown = await find(request.params.id, request)
        requireSuperior(shown, '试算由考核下级的组织或其上级进行')
        const tried = withWeights(shown.assessment, request.body.weights)
        if (typeof tried === 'string') throw new RequestError('input', tried)
        return tried
      },
    )
    app.post(
      '/api/assessments/:id/publish',
      deedRoute({
        ...ON_ROUND,
        summary: '公示考核',
        description:
          '年度结束、数据到齐、各项均已计算之后；得分表随即封存，被考核的组织可在公示期内提出异议。',
        body: step,
      }),
      async request => {
        const shown = await find(request.params.id, request)
        requireDecider(shown, request)
        if (request.body.version !== (shown.round?.seq ?? 0)) throw new RequestError('conflict', CHANGED)
        const deed = deedOf(request)
        const days = await objectionDays(shown, deed.at, request)
        await inWords(() => publishAssessment(client, shown, days, deed))
        return done(request, 'assessment_publish', shown)
      },
    )
    app.post(
      '/api/assessments/:id/finalise',
      deedRoute({
        ...ON_ROUND,
        summary: '考核定稿',
        description:
          '公示期结束、异议均已答复之后；采纳过异议的按现在的数据重新计分，否则与公示的相同。定稿后不能再改。',
        body: step,
      }),
      async request => {
        const shown = await find(request.params.id, request)
        requireDecider(shown, request)
        const round = publishedOf(shown)
        if (request.body.version !== round.seq) throw new RequestError('conflict', CHANGED)
        const at = await clock()
        const readAnew = (published: Assessment) =>
          readAssessment(reader, scopeOf(request), planOf(published), at)
        await inWords(() => finaliseAssessment(client, round, readAnew, deedOf(request)))
        return done(request, 'assessment_finalise', shown)
      },
    )
    app.post(
      '/api/assessments/:id/sheets/:org/object',
      deedRoute({
        ...ON_SHEET,
        summary: '提出异议',
        description: '由被考核组织的账号在公示期内提出，每次公示一次。',
        body: objection,
      }),
      async request => {
        const { text, version } = request.body
        const { org } = request.params
        const shown = await find(request.params.id, request)
        if (accountOf(request).org !== org) throw new RequestError('forbidden', '异议由被考核组织的账号提出')
        const round = publishedOf(shown)
        const deed = deedOf(request)
        const known = await objectionOf(round, org)
        await perform({ warehouse, log }, request, {
          seq: known?.seq ?? 0,
          version,
          make: () => raised(round, known, { org, text, today: dayOf(deed.at) }, deed),
          write: next => writeObjection(client, known?.seq ?? 0, next),
          changed: CHANGED,
          audited: { action: 'objection_raise', org, detail: request.params.id, at: deed.at },
        })
        return answer(await find(request.params.id, request), request)
      },
    )
    for (const [verb, state, summary] of [
      ['uphold', 'upheld', '采纳异议'],
      ['reject', 'rejected', '不采纳异议'],
    ] as const)
      app.post(
        `/api/assessments/:id/sheets/:org/${verb}`,
        deedRoute({
          ...ON_SHEET,
          summary,
          description: '由考核下级的组织答复；采纳的在定稿时重新取数。',
          body: reply,
        }),
        async request => {
          const { text, version } = request.body
          const { id, org } = request.params
          const shown = await find(id, request)
          requireDecider(shown, request)
          const known = await objectionOf(publishedOf(shown), org)
          if (!known) throw new RequestError('not_found', '没有这条异议')
          const deed = deedOf(request)
          await perform({ warehouse, log }, request, {
            seq: known.seq,
            version,
            make: () => answered(known, state, text, deed),
            write: next => writeObjection(client, known.seq, next),
            changed: CHANGED,
            audited: { action: 'objection_answer', org, detail: `${id} ${state}`, at: deed.at },
          })
          return answer(await find(id, request), request)
        },
      )
  }

  async function find(id: string, request: FastifyRequest): Promise<ShownAssessment> {
    const shown = await intact(readShown(warehouse, scopeOf(request), rows, id, await clock()))
    if (!shown) throw new RequestError('not_found', UNKNOWN)
    return shown
  }

  function answer(shown: ShownAssessment, request: FastifyRequest): Promise<AssessmentAnswer> {
    return answerOf(warehouse, shown, {
      account: accountOf(request),
      scope: scopeOf(request),
      today: dayOf(now()),
    })
  }

  async function done(
    request: FastifyRequest,
    action: 'assessment_publish' | 'assessment_finalise',
    { key }: ShownAssessment,
  ): Promise<AssessmentAnswer> {
    const shown = await find(roundName(key), request)
    const told = await answer(shown, request)
    await auditDeed({ warehouse, log }, request, {
      action,
      org: key.org,
      detail: `${told.frozen?.name ?? ''} ${told.frozen?.checksum ?? ''}`,
      at: now(),
    })
    return told
  }

  function deedOf(request: FastifyRequest): Deed {
    const { login, org } = accountOf(request)
    return { login, byOrg: org, at: now() }
  }

  async function objectionOf(round: StoredRound, org: string) {
    return (await objectionsTo(client, roundName(round))).find(each => each.org === org)
  }

  /** How long the assessed may object, by what holds for who assesses. */
  async function objectionDays(
    { key }: ShownAssessment,
    at: number,
    request: FastifyRequest,
  ): Promise<number> {
    const { parent } = await placeOf(reader, scopeOf(request), key.org)
    const place = (await readPlaces(reader, [parent.id])).get(parent.id)
    const references = await readReferences(client, config)
    const days = place && referenceValue(references, 'objection_ends_after', place, dayOf(at))
    if (!days)
      throw new RequestError('conflict', '没有规定考核公示期（参考值 objection_ends_after），规定后才能公示')
    return Math.floor(days.value)
  }
}

/** What was published is no basis for anything once it was changed behind its back. */
async function intact<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof TuanshuError && error.code === 'conflict')
      throw new RequestError('conflict', '校验不符：得分表在封存之后被改动过，不能作为依据')
    throw error
  }
}

function requireSuperior({ isSuperior }: ShownAssessment, otherwise: string): void {
  if (!isSuperior) throw new RequestError('forbidden', otherwise)
}

function requireDecider(shown: ShownAssessment, request: FastifyRequest): void {
  requireSuperior(shown, '考核由考核下级的组织或其上级的账号办理')
  if (accountOf(request).role === 'department') throw new RequestError('forbidden', '部门账号只能查看考核')
}

function publishedOf({ round }: ShownAssessment): StoredRound {
  if (!round) throw new RequestError('conflict', '这项考核尚未公示')
  return round
}
