import type { ClickHouseClient } from '@clickhouse/client'
import { statedIn } from '../../warehouse/contract/figureState.ts'
import type { TargetProgress } from '../../warehouse/contract/picture.ts'
import { TARGET_STATES } from '../../warehouse/contract/targetState.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import { dayOf } from '../../warehouse/platform/time/day.ts'
import { answerCampaign } from '../../warehouse/targets/answerCampaign.ts'
import type { CampaignAnswer } from '../../warehouse/targets/campaignAnswer.ts'
import { currentPhase } from '../../warehouse/targets/campaigns.ts'
import { listCampaigns, readCampaign } from '../../warehouse/targets/readCampaign.ts'
import type { TargetRow } from '../../warehouse/targets/targetRows.ts'

/**
 * How an organisation stands to the targets of the phase that runs now (or ran last) of every campaign, the most urgent first. The
 * same reading as the page 目标, as the wall may show it. `now` in milliseconds.
 */
export async function readTargetProgress(
  reader: ClickHouseClient,
  rows: readonly TargetRow[],
  completeAt: (log: string) => number,
  now: number,
  scope: Scope,
  org: string,
): Promise<TargetProgress[]> {
  const campaigns = await listCampaigns(reader, scope, rows)
  const answers: CampaignAnswer[] = []
  for (const campaign of campaigns) {
    const phase = currentPhase(campaign, dayOf(now))
    if (!phase) continue
    const clock = { now, completeAt }
    answers.push(answerCampaign(await readCampaign(reader, scope, { campaign, phase, org }, clock, 'wall')))
  }
  return answers.flatMap(progressIn).sort((a, b) => urgencyOf(a) - urgencyOf(b))
}

function progressIn({ campaign, phase, targets }: CampaignAnswer): TargetProgress[] {
  return targets.flatMap(({ metric, title, unit, direction, total, rows }) => {
    const { target, figure, share, elapsed, state, forecast, dueOn } = total
    if (target === null || state === null) return []
    const own = rows.filter(row => row.target !== null)
    return [
      {
        campaign: campaign.title,
        phase,
        metric,
        title,
        unit,
        direction,
        dueOn,
        target,
        figure: figure ? statedIn(figure) : { state: 'no_data' as const, value: null },
        share,
        elapsed,
        state,
        forecast: forecast?.kind === 'day' ? forecast.day : null,
        children: { all: own.length, behind: own.filter(row => row.state === 'behind').length },
      },
    ]
  })
}

function urgencyOf({ state, share }: TargetProgress): number {
  return TARGET_STATES.indexOf(state) + Math.min(1, share ?? 1) / 2
}
