/**
 * How a field is stored and what "unknown" is. No field is nullable: an unknown text is `''`, an unknown id or number `0`,
 * an unknown date 1900-01-01 (`UNKNOWN_DAY`), an unknown instant 1970-01-01 00:00 UTC, so that a group by needs no
 * special case.
 *
 * - `text`: short text or an identifier of the glossary, `LowCardinality(String)`
 * - `name`: free text that is no personal data (names of organisations), `String`
 * - `id`: UInt64 as a decimal string (a source row id or a 64-bit hash)
 * - `date`: `Date32`, in TypeScript days since 1970-01-01
 * - `month`: `Date32`, the first of the month
 * - `instant`: `DateTime` of Shanghai, in TypeScript seconds since 1970; for what is measured in hours
 * - `fen`: money in integer fen, `Int64`
 * - `count`: whole number, `UInt32`
 * - `flag`: 0 or 1, `UInt8`
 */
export type FieldType = 'text' | 'name' | 'id' | 'date' | 'month' | 'instant' | 'fen' | 'count' | 'flag'

export type Value = string | number

export interface Field {
  name: string
  type: FieldType
  title: string
  /** Allowed values of a `text` field; a mapping that yields another one dead-letters the message. */
  values?: readonly string[]
}

export interface Entity {
  name: EntityName
  title: string
  fields: readonly Field[]
  /** The field that holds the owning organisation of a state, as of the event. */
  org: string
  /** When a state counts. A state that exists but is not present is neither in a stock nor moved by edits. */
  present: 'always' | { field: string; in: readonly string[] }
  /** The field with the day from which the first presence counts, when it lies before the first change. */
  startDate?: string
  /** Fields without which a row is only a patch and waits for the rest. */
  required: readonly string[]
  /** Columns that the projection `recent` holds, for the ticker; empty when the entity has none. */
  recent: readonly string[]
  /**
   * Figures that need care even inside the League. `suppressed`: small counts are hidden at every level (punishments,
   * matchmaking). `restricted`: about minors in difficulty; holds nothing by which a person could be found, not even a
   * pseudonym, and is shown from the county up.
   */
  privacy?: 'suppressed' | 'restricted'
}

// the order is fixed for ever, new ones are appended: trees of past months store places in it as bits (`uncounted`)
export const ENTITY_NAMES = [
  'org',
  'member',
  'dues_bill',
  'dues_payment',
  'activity',
  'signup',
  'checkin',
  'admin_regcode',
  'account',
  'import_batch',
  'import_row',
  'class_code',
  'e_file',
  'report_application',
  'profile_change',
  'membership_change',
  'party_recommendation',
  'cadre',
  'transfer',
  'transfer_step',
  'transfer_appeal',
  'dues_retention',
  'education_evaluation',
  'annual_registration',
  'org_life_record',
  'award',
  'punishment',
  'activity_show',
  'show_reaction',
  'follow',
  'feedback',
  'supervision_record',
  'volunteer',
  'volunteer_hours',
  'study_issue',
  'study_record',
  'consultation',
  'youth_home',
  'youth_home_approval',
  'youth_home_project',
  'youth_home_member',
  'social_worker',
  'club',
  'club_registration',
  'club_annual_review',
  'club_recruit',
  'club_member',
  'special_youth',
  'care_record',
  'care_task',
  'work_team',
  'mm_profile',
  'mm_post',
  'mm_match',
  'mm_chat_day',
  'work_item',
  'message',
  'article',
  'im_day',
  'audit_record',
  'central_exchange',
  'backup_run',
] as const
export type EntityName = (typeof ENTITY_NAMES)[number]

/** Some entities, by name: what a file of this folder exports. */
export type EntityGroup<N extends EntityName> = Readonly<Record<N, Entity>>

/** A short text; with `values`, one of these identifiers. */
export const text = (name: string, title: string, values?: readonly string[]): Field =>
  values ? { name, type: 'text', title, values } : { name, type: 'text', title }

export const field = (name: string, type: FieldType, title: string): Field => ({ name, type, title })
