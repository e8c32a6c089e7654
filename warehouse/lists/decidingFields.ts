import type { FieldType } from '../catalogue/entities.ts'
import { ENTITIES } from '../catalogue/entities.ts'
import { valueLabel } from '../catalogue/labels.ts'
import type { ListPart } from '../catalogue/listParts.ts'
import { type FormulaTerm, type Inner, POINTS } from '../catalogue/metrics/metric.ts'
import { asksDay, fieldsOf, referenceOf } from '../catalogue/metrics/predicate.ts'
import { REFERENCE_VALUES } from '../catalogue/referenceValues.ts'
import { UNKNOWN_DAY } from '../contract/calendar.ts'
import { formatDay } from '../platform/time/day.ts'

/** What is shown of an organisation that a metric counts: what the metric looked at. */
export interface DecidingField {
  name: string
  title: string
  /** What the value of the field, as text, says. */
  inWords(value: string): string
}

/** Shown of every organisation in any case, or the same for all that count. */
const COMMON = ['status', 'org_type', 'org_id', 'parent_org_id']

/**
 * The fields by which organisations count in a part of a metric, and those that its entry names; none where the part counts what
 * organisations hold. Of persons only is told whether there is one. Pure.
 */
export function decidingFields({ terms }: ListPart, lists: readonly string[] = []): DecidingField[] {
  if (!countsOrgs(terms)) return []
  const [first] = terms
  const figures = terms.length === 1 ? (first?.of.with ?? {}) : {}
  const looked = terms.flatMap(({ of }) => of.where.flatMap(fieldsOf))
  return [...new Set([...looked, ...lists])].flatMap((name): DecidingField[] => {
    if (COMMON.includes(name) || name === POINTS) return []
    const figure = figures[name]
    if (figure) return [{ name, title: figureTitle(figure), inWords: value => value }]
    const reference = referenceOf(name)
    if (reference) {
      if (terms.some(({ of }) => of.with)) return []
      const { title, unit } = REFERENCE_VALUES[reference]
      return [{ name, title, inWords: value => (unit === '日期' ? dayInWords(value) : value) }]
    }
    const field = ENTITIES.org.fields.find(each => each.name === name)
    if (!field) return []
    return [
      {
        name,
        title: field.type === 'id' ? field.title.replace(/假名$/, '') : field.title,
        inWords: value => valueInWords(name, field.type, value),
      },
    ]
  })
}

/** Whether the terms count organisations themselves. */
export function countsOrgs(terms: readonly FormulaTerm[]): boolean {
  return terms.length > 0 && terms.every(({ of, at }) => of.entity === 'org' && !of.place && !of.per && !at)
}

/** Whether it can be told since when an organisation counts: by its own fields alone, which the log keeps the days of. */
export function hasSince(terms: readonly FormulaTerm[]): boolean {
  return (
    countsOrgs(terms) &&
    terms.every(
      ({ of }) =>
        !of.with && !of.points && ['state', 'movement'].includes(of.basis.kind) && !of.where.some(asksDay),
    )
  )
}

function figureTitle({ of, sum, distinct }: Inner): string {
  const { title, fields } = ENTITIES[of.entity]
  const named = fields.find(({ name }) => name === (sum ?? distinct))?.title
  return named ?? `${title}数`
}

function valueInWords(name: string, type: FieldType, value: string): string {
  if (type === 'flag') return value === '1' ? '是' : '否'
  if (type === 'id') return value === '0' ? '无' : '有'
  if (type === 'date' || type === 'month') return dayInWords(value)
  return type === 'text' || type === 'name' ? valueLabel(name, value) : value
}

function dayInWords(value: string): string {
  return value === formatDay(UNKNOWN_DAY) || value === '0' ? '不详' : value
}
