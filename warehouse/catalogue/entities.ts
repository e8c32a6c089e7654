import { UNKNOWN_DAY } from '../contract/calendar.ts'
import { ACTIVITY_ENTITIES } from './entities/activities.ts'
import { CLUB_ENTITIES } from './entities/clubs.ts'
import { DUES_ENTITIES } from './entities/dues.ts'
import { ENTITY_NAMES, type Entity, type EntityName, type FieldType, type Value } from './entities/entity.ts'
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
  ENTITY_NAMES,
  type Entity,
  type EntityName,
  type Field,
  type FieldType,
  type Value,
} from './entities/entity.ts'

/**
 * Catalogue, list 1: what a change can be about. One entity is one signed log `app.dwd_<entity>_log`
 * (docs in `sql/dwd`). The order of an entity's fields is fixed for ever: `sent` stores them as bits, so a new field is
 * appended (with a migration) and an old one is never removed or moved.
 */
export const ENTITIES: Readonly<Record<EntityName, Entity>> = {
  ...ORGANISATION_ENTITIES,
  ...MEMBER_ENTITIES,
  ...TRANSFER_ENTITIES,
  ...DUES_ENTITIES,
  ...EVALUATION_ENTITIES,
  ...ACTIVITY_ENTITIES,
  ...STUDY_ENTITIES,
  ...YOUTH_HOME_ENTITIES,
  ...CLUB_ENTITIES,
  ...PROTECTION_ENTITIES,
  ...MATCHMAKING_ENTITIES,
  ...PLATFORM_ENTITIES,
}

/**
 * Number of the rules that turn a timeline into signed rows. It stands in the comment of every log; a writer with other
 * rules refuses to write and asks for a rebuild. Raise it when `rows` or the meaning of a field changes.
 */
export const RULES = 3

/** The entity's log table, with its database. */
export function logTable(entity: EntityName): string {
  return `app.dwd_${entity}_log`
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
