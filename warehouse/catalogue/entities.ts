import { UNKNOWN_DAY } from '../contract/calendar.ts'
import { ACTIVITY_ENTITIES } from './entities/activities.ts'
import { CLUB_ENTITIES } from './entities/clubs.ts'
import { DUES_ENTITIES } from './entities/dues.ts'
import type { FieldType, NamedEntity, Value } from './entities/entity.ts'
import { EVALUATION_ENTITIES } from './entities/evaluation.ts'
import { MATCHMAKING_ENTITIES } from './entities/matchmaking.ts'
import { MEMBER_ENTITIES } from './entities/members.ts'
import { ORGANISATION_ENTITIES } from './entities/organisations.ts'
import { PLATFORM_ENTITIES } from './entities/platform.ts'
import { PROTECTION_ENTITIES } from './entities/protection.ts'
import { STUDY_ENTITIES } from './entities/study.ts'
import { TRANSFER_ENTITIES } from './entities/transfers.ts'
import { YOUTH_HOME_ENTITIES } from './entities/youthHomes.ts'

export {
  COLUMN_TYPES,
  type Field,
  type FieldType,
  isSumming,
  type Projection,
  type Value,
} from './entities/entity.ts'

/** The entities by subject, as the documentation lists them. */
export const ENTITY_GROUPS = [
  ORGANISATION_ENTITIES,
  MEMBER_ENTITIES,
  TRANSFER_ENTITIES,
  DUES_ENTITIES,
  EVALUATION_ENTITIES,
  ACTIVITY_ENTITIES,
  STUDY_ENTITIES,
  YOUTH_HOME_ENTITIES,
  CLUB_ENTITIES,
  PROTECTION_ENTITIES,
  MATCHMAKING_ENTITIES,
  PLATFORM_ENTITIES,
] as const

const entities = {
  ...ORGANISATION_ENTITIES.entities,
  ...MEMBER_ENTITIES.entities,
  ...TRANSFER_ENTITIES.entities,
  ...DUES_ENTITIES.entities,
  ...EVALUATION_ENTITIES.entities,
  ...ACTIVITY_ENTITIES.entities,
  ...STUDY_ENTITIES.entities,
  ...YOUTH_HOME_ENTITIES.entities,
  ...CLUB_ENTITIES.entities,
  ...PROTECTION_ENTITIES.entities,
  ...MATCHMAKING_ENTITIES.entities,
  ...PLATFORM_ENTITIES.entities,
}

export type EntityName = keyof typeof entities
export type Entity = NamedEntity<EntityName>

/**
 * Catalogue, list 1: what a change can be about. One entity is one signed log `app.dwd_<entity>_log` and a view of its
 * current rows; `npm run sql` renders both from the entry, into `sql/dwd`.
 */
export const ENTITIES: Readonly<Record<EntityName, Entity>> = entities

/** All names, in the order of their bits. */
export const ENTITY_NAMES: readonly EntityName[] = Object.values(ENTITIES)
  .sort((a, b) => a.bit - b.bit)
  .map(({ name }) => name)

/** Raised when the way changes in which timelines become signed rows, or the meaning of a field. */
const RULES = 3

/**
 * Number of the rules that turn a timeline of the entity into signed rows. It stands in the comment of its log; a writer with
 * other rules refuses to write and asks for a rebuild.
 */
export function rulesNumber(entity: EntityName): number {
  return RULES + (ENTITIES[entity].rules ?? 0)
}

/** The entity's log table, with its database. */
export function logTable(entity: EntityName): string {
  return `app.dwd_${entity}_log`
}

/** The file of the entity's log and view, below `sql/`. */
export function entityFile(entity: EntityName): string {
  const group = ENTITY_GROUPS.find(({ entities }) => entity in entities)
  return `dwd/${group?.folder}/${entity}.sql`
}

/** Name of a log for people; one that a later version wrote is called as it is. */
export function logTitle(log: string): string {
  const entity = ENTITY_NAMES.find(name => name === log)
  return entity ? ENTITIES[entity].title : log
}

/** The value that stands for "not known" in a field of this type. */
export function unknownOf(type: FieldType): Value {
  if (type === 'date' || type === 'month') return UNKNOWN_DAY
  if (type === 'id') return '0'
  if (type === 'text' || type === 'name') return ''
  return 0
}
