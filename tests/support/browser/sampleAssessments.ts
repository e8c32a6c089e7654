import type { AccountInfo, Assessment, AssessmentAnswer, Indicator } from '../../../api/contract.ts'
import { scoreSheets, withWeights } from '../../../warehouse/assessment/score.ts'
import { type StatedFigure, stated } from '../../../warehouse/contract/figureState.ts'

export const ROUND = 'league_work:2025:440000'

const INDICATORS: Indicator[] = (
  [
    ['DUE04', '团费收缴率', 60, 'more', 0.5, 0.95],
    ['ORG11', '空心团支部占比', 40, 'less', 0.2, 0],
  ] as const
).map(([metric, title, weight, direction, zeroAt, fullAt]) => ({
  metric,
  title,
  unit: '%',
  definition: `${title}的定义`,
  weight,
  direction,
  zeroAt,
  fullAt,
  vetoAt: null,
  source: '建议值',
}))
const UNKNOWN: StatedFigure = { state: 'unknown_source', value: null }

/** Three cities: two are compared, of the third a part is not told. */
function sampleAssessment(): Assessment {
  return {
    scheme: 'league_work',
    title: '团的基层建设年度考核',
    year: 2025,
    org: { id: '440000', name: '团广东省委' },
    from: '2025-01-01',
    to: '2025-12-31',
    asOf: Date.parse('2026-01-12T09:00:00+08:00'),
    isTrial: false,
    groups: [
      {
        peers: '市级团委',
        indicators: INDICATORS,
        sheets: scoreSheets(INDICATORS, [
          { id: '440100', name: '团广州市委', figures: [stated(0.905), stated(0.05)] },
          { id: '440300', name: '团深圳市委', figures: [stated(0.95), stated(0.18)] },
          { id: '440400', name: '团珠海市委', figures: [UNKNOWN, stated(0.02)] },
        ]),
      },
    ],
  }
}

/** The assessments of the sample province as an account sees them. */
export class SampleAssessments {
  private state: 'draft' | 'published' = 'published'
  private objection: AssessmentAnswer['objections'][number] | undefined

  constructor(
    private readonly account: AccountInfo,
    private readonly now: () => number,
  ) {}

  answer(): AssessmentAnswer {
    const isSuperior = this.account.org === '440000'
    const whole = sampleAssessment()
    const groups = whole.groups.map(group => ({
      ...group,
      sheets: group.sheets.filter(({ id }) => isSuperior || id === this.account.org),
    }))
    return {
      info: {
        id: ROUND,
        title: whole.title,
        year: 2025,
        org: '440000',
        orgName: '团广东省委',
        state: this.state,
        isAssessed: !isSuperior,
        objectionsUntil: this.state === 'draft' ? null : '2026-12-01',
      },
      version: this.state === 'draft' ? 0 : 1,
      assessment: { ...whole, groups },
      frozen:
        this.state === 'draft'
          ? null
          : { name: '考核〔2025〕第1号', checksum: '0123456789abcdef'.repeat(4), at: this.now() },
      notReady: isSuperior && this.state === 'published' ? '公示期还没有结束' : '',
      objections: this.objection ? [this.objection] : [],
      mayPublish: isSuperior && this.state === 'draft',
      mayFinalise: false,
      mayTry: isSuperior,
      mayObject: !isSuperior && !this.objection,
      mayAnswer: isSuperior && this.state === 'published',
    }
  }

  /** As before the publication. */
  draft(): AssessmentAnswer {
    this.state = 'draft'
    return this.answer()
  }

  publish(): AssessmentAnswer {
    this.state = 'published'
    return this.answer()
  }

  tried(weights: Record<string, number>): Assessment | string {
    return withWeights(sampleAssessment(), weights)
  }

  /** An objection of Guangzhou, or its answer. */
  write(state: 'raised' | 'upheld' | 'rejected', text: string): AssessmentAnswer {
    const { login, orgName: byOrgName } = this.account
    const known = this.objection
    this.objection = {
      org: '440100',
      orgName: '团广州市委',
      state,
      version: (known?.version ?? 0) + 1,
      history: [...(known?.history ?? []), { state, text, login, byOrgName, at: this.now() }],
    }
    return this.answer()
  }
}
