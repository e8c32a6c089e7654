import { z } from 'zod'
import { ENTITIES, ENTITY_NAMES, type Entity, type EntityName } from '../../warehouse/catalogue/entities.ts'
import type { ParentLink } from '../log/parents.ts'
import type { Mapping } from './mapping.ts'

/**
 * What a table declares when its rows do not hold fields of the row that they belong to:
 *
 *     parents:
 *       - entity: dues_bill          # the entity of the parent, from a table of the same system
 *         key: bill_id               # our field that holds its id
 *         fields: { org_id: org_id } # our field: the parent's
 *         as_of: paid_on             # optional: as the parent was on this day
 */
export const parentSchema = z.strictObject({
  entity: z.enum(ENTITY_NAMES),
  key: z.string().min(1),
  fields: z.record(z.string(), z.string()),
  as_of: z.string().min(1).optional(),
})

type Given = z.infer<typeof parentSchema>

/** Reports a fault at a path below the declaration. */
type Report = (path: readonly PropertyKey[], fault: string) => void

/** The link that a table declares, or null when it is wrong; every fault is reported. */
export function buildParent(
  system: number,
  child: Entity,
  mapped: ReadonlySet<string>,
  given: Given,
  report: Report,
): ParentLink | null {
  const parent: Entity = ENTITIES[given.entity]
  let isRight = true
  const wrong = (path: readonly PropertyKey[], fault: string) => {
    isRight = false
    report(path, fault)
  }
  const indexIn = (entity: Entity, name: string) => entity.fields.findIndex(field => field.name === name)
  const typeOf = (entity: Entity, name: string) => entity.fields[indexIn(entity, name)]?.type
  const isSent = (name: string) => mapped.has(name) && indexIn(child, name) >= 0

  if (!isSent(given.key) || typeOf(child, given.key) !== 'id')
    wrong(['key'], `${given.key} is no id that the table fills: the parent is found by it`)
  if (given.as_of !== undefined && (!isSent(given.as_of) || !isDay(typeOf(child, given.as_of))))
    wrong(['as_of'], `${given.as_of} is no date that the table fills`)
  const fields = Object.entries(given.fields).map(([name, from]) => {
    const type = typeOf(child, name)
    if (type === undefined) wrong(['fields', name], `entity ${child.name} has no field ${name}`)
    else if (typeOf(parent, from) !== type)
      wrong(['fields', name], `entity ${parent.name} has no ${type} named ${from}, as ${name} is`)
    return { field: indexIn(child, name), from: indexIn(parent, from) }
  })
  if (!isRight) return null
  const taken = Object.entries(given.fields).map(([name, from]) => `${name}=${from}`)
  const asOf = given.as_of === undefined ? '' : `@${given.as_of}`
  return {
    system,
    parent: given.entity,
    key: indexIn(child, given.key),
    fields,
    asOf: given.as_of === undefined ? null : indexIn(child, given.as_of),
    source: `log:${given.entity}/${system}:${given.key}>${taken.join(',')}${asOf}`,
  }
}

function isDay(type: string | undefined): boolean {
  return type === 'date' || type === 'month'
}

/** The links of an entity's log, over all tables that feed it. */
export function linksOf(all: readonly Mapping[], entity: EntityName): ParentLink[] {
  const links = all.filter(mapping => mapping.entity === entity).flatMap(mapping => mapping.parents)
  return [...new Map(links.map(link => [link.source, link])).values()]
}

/** Links whose parent no table of the system fills itself: parents of parents are not followed. */
export function danglingLinks(all: readonly Mapping[]): string[] {
  return all.flatMap(mapping =>
    mapping.parents.flatMap(({ parent, fields }) => {
      const filled = new Set(
        all
          .filter(other => other.entity === parent && other.system.id === mapping.system.id)
          .flatMap(other => other.fields.map(one => one.field)),
      )
      return fields
        .filter(({ from }) => !filled.has(from))
        .map(
          ({ from }) =>
            `table ${mapping.table} of ${mapping.system.name} takes ${ENTITIES[parent].fields[from]?.name} from ${parent}, but no table of ${mapping.system.name} fills it`,
        )
    }),
  )
}
