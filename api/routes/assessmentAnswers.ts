import type { ListedAssessment, ShownAssessment } from '../../warehouse/assessment/readShown.ts'
import { isOpenToObjections, roundName, whyNotFinal } from '../../warehouse/assessment/round.ts'
import { objectionHistory, objectionsTo } from '../../warehouse/assessment/roundStore.ts'
import { orgName } from '../../warehouse/contract/orgName.ts'
import type { Account } from '../../warehouse/control/accounts/account.ts'
import { findFrozen } from '../../warehouse/frozen/frozenStore.ts'
import { findOrgs, ROOT } from '../../warehouse/orgs/readOrgs.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import type { AssessmentAnswer, AssessmentInfo, ObjectionInfo } from '../contract.ts'

/** An assessment as a list answers it. */
export function infoOf({
  title,
  year,
  org,
  orgName: name,
  round,
  isAssessed,
  scheme,
}: ListedAssessment): AssessmentInfo {
  return {
    id: roundName({ scheme, year, org }),
    title,
    year,
    org,
    orgName: name,
    state: round?.state ?? 'draft',
    isAssessed,
    objectionsUntil: round ? formatDay(round.objectionsUntil) : null,
  }
}

/** One assessment with its objections, as an account may see them. */
export async function answerOf(
  { app, reader }: Pick<Warehouse, 'app' | 'reader'>,
  { key, round, assessment, notReady, isSuperior }: ShownAssessment,
  { account, scope, today }: { account: Account; scope: Scope; today: number },
): Promise<AssessmentAnswer> {
  const names = new Map(assessment.groups.flatMap(({ sheets }) => sheets.map(({ id, name }) => [id, name])))
  const all = round ? await objectionsTo(app, roundName(round)) : []
  const seen = all.filter(({ org }) => names.has(org))
  const histories = await Promise.all(seen.map(each => objectionHistory(app, each)))
  const orgs = await findOrgs(reader, { org: ROOT.id }, [
    ...new Set(histories.flat().map(({ byOrg }) => byOrg)),
  ])
  const objections = seen.map(
    ({ org, state, seq }, i): ObjectionInfo => ({
      org,
      orgName: names.get(org) ?? '',
      state,
      version: seq,
      history: (histories[i] ?? []).map(each => {
        const by = orgs.get(each.byOrg)
        return {
          state: each.state,
          text: each.text,
          login: each.login,
          byOrgName: each.byOrg === ROOT.id ? '全省' : by ? orgName(by) : '',
          at: each.at,
        }
      }),
    }),
  )
  const set = round && (await findFrozen(app, round.finalSet || round.publishedSet))
  const mayDecide = isSuperior && account.role !== 'department'
  const reason = round ? whyNotFinal(round, all, today) : notReady
  const isOwn = !isSuperior && names.has(scope.org) && account.org === scope.org
  return {
    info: infoOf({
      ...key,
      title: assessment.title,
      orgName: assessment.org.name,
      round,
      isAssessed: !isSuperior,
    }),
    version: round?.seq ?? 0,
    assessment,
    frozen: set ? { name: set.name, checksum: set.checksum, at: set.frozenAt } : null,
    notReady: isSuperior && round?.state !== 'final' ? reason : '',
    objections,
    mayPublish: mayDecide && !round && reason === '',
    mayFinalise: mayDecide && round?.state === 'published' && reason === '',
    mayTry: isSuperior,
    mayObject: isOwn && round !== undefined && isOpenToObjections(round, today) && objections.length === 0,
    mayAnswer: mayDecide && round?.state === 'published',
  }
}
