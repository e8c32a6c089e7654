import type { CampaignAnswer, CampaignInfo, TargetAnswer, TargetStanding } from '../../../api/contract.ts'
import { orgInfo } from './reportAnswers.ts'
import type { SampleOrg } from './wallPictures.ts'

/** A campaign of two phases that runs, and one that is over. */
export function sampleCampaigns(): CampaignInfo[] {
  return [
    {
      id: 'files',
      title: '电子档案录入',
      phases: [{ name: '全部', startsOn: '2025-01-01', dueOn: '2025-12-31', course: 'over' }],
    },
    {
      id: 'year',
      title: '2026年度工作目标',
      phases: [
        { name: '上半年', startsOn: '2026-01-01', dueOn: '2026-06-30', course: 'over' },
        { name: '全年', startsOn: '2026-01-01', dueOn: '2026-12-31', course: 'running' },
      ],
    },
  ]
}

/** How an organisation and its children stand: behind, on pace, reached, hidden, without a target. */
export function sampleCampaign(
  orgs: ReadonlyMap<string, SampleOrg>,
  { id, org, phase = '全年' }: { id: string; org: SampleOrg; phase?: string },
): CampaignAnswer | undefined {
  const campaign = sampleCampaigns().find(each => each.id === id)
  if (!campaign) return undefined
  const children = [...orgs.values()].filter(({ parent }) => parent === org)
  return {
    campaign,
    phase: campaign.phases.some(({ name }) => name === phase) ? phase : (campaign.phases[0]?.name ?? ''),
    org: { id: org.id, name: org.name, level: orgInfo(org).level },
    today: '2026-11-25',
    asOf: Date.parse('2026-11-25T11:59:50+08:00'),
    missing: [],
    notes: ['团费欠缴（2026年11月）尚未计算：计划 11月26日 03:20 计算。'],
    targets: [joined(org, children), arrears(org, children)],
  }
}

function joined(org: SampleOrg, children: readonly SampleOrg[]): TargetAnswer {
  const states: Partial<TargetStanding>[] = [
    {
      figure: { state: 'value', value: 612 },
      target: 1_000,
      share: 0.612,
      state: 'behind',
      rank: { place: 3, of: 3, peers: '市级团委' },
      forecast: {
        kind: 'day',
        day: '2027-02-14',
        earliest: '2027-01-20',
        latest: '2027-03-22',
        basis: '近 8 周',
      },
    },
    {
      figure: { state: 'value', value: 700 },
      target: 1_000,
      share: 0.7,
      state: 'behind',
      forecast: { kind: 'none', why: 'stalled' },
    },
    {
      figure: { state: 'value', value: 930 },
      target: 1_000,
      share: 0.93,
      state: 'on_pace',
      rank: { place: 2, of: 3, peers: '市级团委' },
      forecast: { kind: 'day', day: '2026-12-16', earliest: '2026-12-10', latest: null, basis: '近 8 周' },
    },
    {
      figure: { state: 'value', value: 1_204 },
      target: 1_000,
      share: 1.204,
      state: 'reached',
      rank: { place: 1, of: 3, peers: '市级团委' },
    },
    { figure: { state: 'suppressed', value: null, k: 10 }, target: 1_000, state: 'not_computed' },
    {
      figure: { state: 'value', value: 40 },
      target: null,
      elapsed: null,
      state: null,
    },
  ]
  return {
    metric: 'MEM07',
    title: '新发展团员数',
    unit: '人',
    definition: '期内入团的团员数，按入团日期计。',
    direction: 'at_least',
    sources: ['省委工作要点'],
    headline: `${org.name}新发展团员数 3,486 人，完成目标 6,000 人的 58.1%，时间已过 90.1%：滞后。直属下级：滞后 2 个，正常 1 个，达标 1 个，未计算 1 个。`,
    total: standing(org, false, {
      figure: { state: 'value', value: 3_486 },
      target: 6_000,
      share: 0.581,
      state: 'behind',
      forecast: { kind: 'none', why: 'short' },
    }),
    rows: children.slice(0, states.length).map((child, i) => standing(child, true, states[i] ?? {})),
  }
}

function arrears(org: SampleOrg, children: readonly SampleOrg[]): TargetAnswer {
  return {
    metric: 'DUE07',
    title: '欠交金额',
    unit: '元',
    definition: '期末欠交的团费金额。',
    direction: 'at_most',
    sources: ['省委工作要点'],
    headline: `${org.name}欠交金额 1,200.00 元，目标为不超过 1,000.00 元，时间已过 90.1%：滞后。`,
    total: standing(org, false, {
      figure: { state: 'value', value: 120_000 },
      target: 100_000,
      share: 0.833,
      state: 'behind',
    }),
    rows: children.slice(0, 1).map(child =>
      standing(child, true, {
        figure: { state: 'value', value: 9_000 },
        target: 10_000,
        share: 1,
        state: 'on_pace',
      }),
    ),
  }
}

function standing(org: SampleOrg, canDrill: boolean, change: Partial<TargetStanding>): TargetStanding {
  return {
    id: org.id,
    name: org.name,
    canDrill,
    target: null,
    startsOn: '2026-01-01',
    dueOn: '2026-12-31',
    figure: null,
    measuredOn: '2026-11-25',
    share: null,
    elapsed: 0.901,
    state: null,
    rank: null,
    forecast: null,
    ...change,
  }
}
