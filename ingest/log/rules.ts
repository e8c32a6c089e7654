import { type Entity, unknownOf, type Value } from '../../warehouse/catalogue/entities.ts'

/** What `rows` needs to know of an entity, prepared once. */
export interface Rules {
  org: number
  required: bigint
  startDate: number | undefined
  /** The bit of `sent` of the start date, 0 without one. */
  startBit: bigint
  /** The bits of all fields. */
  all: bigint
  /** The value that stands for "not known", per field. */
  unknown: readonly Value[]
  isPresent(state: readonly Value[]): boolean
}

export function rulesOf(entity: Entity): Rules {
  const index = (name: string) => {
    const i = entity.fields.findIndex(field => field.name === name)
    if (i < 0) throw new Error(`entity ${entity.name} has no field ${name}`)
    return i
  }
  const present = entity.present
  const presentField = present === 'always' ? -1 : index(present.field)
  const presentValues = new Set<Value>(present === 'always' ? [] : present.in)
  const startDate = entity.startDate === undefined ? undefined : index(entity.startDate)
  return {
    org: index(entity.org),
    required: entity.required.reduce((mask, name) => mask | (1n << BigInt(index(name))), 0n),
    startDate,
    startBit: startDate === undefined ? 0n : 1n << BigInt(startDate),
    all: (1n << BigInt(entity.fields.length)) - 1n,
    unknown: entity.fields.map(field => unknownOf(field.type)),
    isPresent: state => presentField < 0 || presentValues.has(state[presentField] ?? ''),
  }
}
