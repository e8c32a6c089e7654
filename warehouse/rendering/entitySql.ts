import fs from 'node:fs'
import path from 'node:path'
import {
  COLUMN_TYPES,
  ENTITIES,
  type Entity,
  type EntityName,
  type Field,
  isSumming,
  type Projection,
  rulesNumber,
} from '../catalogue/entities.ts'
import { SQL_DIR } from '../platform/migrate/readSqlFiles.ts'

const PRIVACY = {
  suppressed: 'Small counts are hidden at every level.',
  restricted: 'Restricted: shown from the city up, small counts hidden.',
} as const

// alone on its line, a placeholder stands for any number of lines
const PLACEHOLDER = /^\{\{entity\.(\w+)\}\}\n|\{\{entity\.(\w+)\}\}/gm

/** The file of an entity in `sql/dwd`: its log and the view of its current rows. Throws for an unknown placeholder. */
export function entitySql(name: EntityName): string {
  const values = valuesOf(ENTITIES[name])
  const template = fs.readFileSync(path.join(SQL_DIR, 'templates', 'entity.sql'), 'utf8')
  return template.replace(PLACEHOLDER, (_, block: string | undefined, word: string | undefined) => {
    const value = values[block ?? word ?? '']
    if (value === undefined)
      throw new Error(`sql/templates/entity.sql: unknown placeholder entity.${block ?? word}`)
    return block === undefined || value === '' ? value : `${value}\n`
  })
}

function valuesOf(entity: Entity): Readonly<Record<string, string>> {
  const notes = [entity.note, entity.privacy && PRIVACY[entity.privacy]]
  return {
    name: entity.name,
    title: entity.title,
    noun: entity.noun,
    notes: notes.flatMap(note => (note ? [`-- ${note}`] : [])).join('\n'),
    columns: entity.fields.map(columnLine).join('\n'),
    fields: entity.fields.map(({ name }) => `    ${name}`).join(',\n'),
    projections: [...indexesOf(entity), ...projectionsOf(entity)].join('\n'),
    rules: String(rulesNumber(entity.name)),
  }
}

function columnLine({ name, type, title, values }: Field): string {
  return `    ${name} ${COLUMN_TYPES[type]}, -- ${title}${values ? `: ${values.join(', ')}` : ''}`
}

function indexesOf({ name }: Entity): string[] {
  const isParent = Object.values(ENTITIES).some(({ parents = {} }) => Object.values(parents).includes(name))
  return isParent
    ? [
        '    -- what is new since a batch, for logs whose rows follow this one',
        '    index batches batch type minmax granularity 4,',
      ]
    : []
}

function projectionsOf({ projections = {}, recent, parents = {} }: Entity): string[] {
  const all: [string, Projection][] = Object.entries(projections)
  if (recent)
    all.push([
      'recent',
      {
        rows: ['changed_at', 'day', 'transition', 'sign', ...recent],
        orderBy: ['changed_at'],
        note: 'the latest events, for the ticker',
      },
    ])
  for (const field of Object.keys(parents)) {
    const columns = ['ev', 'system', field, 'id']
    const note = 'which rows belong to a parent, for rows that follow it'
    all.push([`of_${field.replace(/_id$/, '')}`, { rows: columns, orderBy: columns, note }])
  }
  return all.map(([name, projection]) => projectionText(name, projection))
}

function projectionText(name: string, projection: Projection): string {
  const note = projection.note ? `    -- ${projection.note}\n` : ''
  const [select, order] = isSumming(projection)
    ? [
        [...projection.by, 'sum(sign)', ...(projection.sums ?? []).map(field => `sum(sign * ${field})`)],
        `group by ${projection.by.join(', ')}`,
      ]
    : [projection.rows, `order by ${projection.orderBy.join(', ')}`]
  return `${note}    projection ${name} (\n        select ${select.join(', ')}\n        ${order}\n    ),`
}
