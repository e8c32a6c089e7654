/** Closed lists of the assessment (考核), and what people may write: server and browser import them. */

/** `draft`: figures of now, for those who assess; `published`: told to the assessed, who may object; `final`: frozen for good. */
export const ASSESSMENT_STATES = ['draft', 'published', 'final'] as const
export type AssessmentState = (typeof ASSESSMENT_STATES)[number]

export const ASSESSMENT_STATE_TITLES: Readonly<Record<AssessmentState, string>> = {
  draft: '拟定',
  published: '公示中',
  final: '已定稿',
}

/** What became of an objection: `raised` waits for the superior; `upheld` has the final figures read anew. */
export const OBJECTION_STATES = ['raised', 'upheld', 'rejected'] as const
export type ObjectionState = (typeof OBJECTION_STATES)[number]

export const OBJECTION_STATE_TITLES: Readonly<Record<ObjectionState, string>> = {
  raised: '待答复',
  upheld: '已采纳',
  rejected: '未采纳',
}

/** Whether more or less of an indicator is better. */
export const DIRECTIONS = ['more', 'less'] as const
export type Direction = (typeof DIRECTIONS)[number]

/** Stands before every answer with other weights than those in force. */
export const TRIAL_TITLE = '试算'

/** Points of a whole sheet: the weights of its indicators add up to it. */
export const FULL_POINTS = 100

/** Characters of an objection and of its answer. */
export const LONGEST_OBJECTION = 1_000
export const LONGEST_REPLY = 1_000
