import { ENTITY_GROUPS, type Entity, isSumming } from '../catalogue/entities.ts'

const MARKS = { suppressed: '¹', restricted: '²' } as const

/** The logs by subject with their summing projections, as a table of Markdown. */
export function entityTable(): string {
  const rows = ENTITY_GROUPS.map(({ title, entities }) => {
    const all: readonly Entity[] = Object.values(entities)
    return `| ${title} | ${all.map(logText).join(', ')} |`
  })
  return ['| subject | logs |', '| --- | --- |', ...rows].join('\n')
}

function logText({ name, privacy, projections = {} }: Entity): string {
  const summing = Object.entries(projections).flatMap(([of, one]) => (isSumming(one) ? [of] : []))
  const held = summing.length > 0 ? ` (${summing.sort().join(', ')})` : ''
  return `\`${name}\`${privacy ? MARKS[privacy] : ''}${held}`
}
