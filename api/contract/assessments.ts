import type { Assessment } from '../../warehouse/assessment/assessment.ts'
import type { AssessmentState, ObjectionState } from '../../warehouse/contract/assessmentState.ts'

export type {
  Assessment,
  AssessmentGroup,
  Indicator,
  Sheet,
  SheetPart,
} from '../../warehouse/assessment/assessment.ts'

/** GET /api/assessments?org= → AssessmentList. */
export interface AssessmentList {
  /** The organisation asked about. */
  org: { id: string; name: string }
  assessments: AssessmentInfo[]
}

export interface AssessmentInfo {
  /** `scheme:year:organisation that assesses`. */
  id: string
  title: string
  year: number
  org: string
  orgName: string
  state: AssessmentState
  /** The organisation asked about is one of the assessed. */
  isAssessed: boolean
  /** Last day for objections; null of a draft. */
  objectionsUntil: string | null
}

/**
 * GET /api/assessments/:id; the answer of POST /api/assessments/:id/publish {version}, …/finalise {version}, of
 * …/sheets/:org/object {text, version}, …/uphold and …/reject {text, version}; POST …/trial {weights} → Assessment.
 */
export interface AssessmentAnswer {
  info: AssessmentInfo
  /** Number of its last change, 0 of a draft. */
  version: number
  assessment: Assessment
  /** The frozen set behind what is shown; null of a draft. */
  frozen: { name: string; checksum: string; at: number } | null
  /** Why a draft cannot be published yet, or what is published cannot be final; `''` when it can. */
  notReady: string
  objections: ObjectionInfo[]
  /** Of the account that asks. */
  mayPublish: boolean
  mayFinalise: boolean
  mayTry: boolean
  mayObject: boolean
  mayAnswer: boolean
}

export interface ObjectionInfo {
  org: string
  orgName: string
  state: ObjectionState
  version: number
  /** The objection, and its answer. */
  history: { state: ObjectionState; text: string; login: string; byOrgName: string; at: number }[]
}
