import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import type { TimeType } from '../mapping/mapping.ts'
import type { DraftColumn } from './draftTable.ts'
import type { Guess, KnownNames } from './guess.ts'

/** A field of the draft as YAML, with the questions that it leaves open. */
export interface FieldDraft {
  lines: string[]
  questions: string[]
}

/** Stands for what somebody has to say; the check of the mappings names its line. */
export const OPEN = '?'

export function draftField(entity: EntityName, { column, field }: Guess, names: KnownNames): FieldDraft {
  const one = (as: string, ...questions: string[]): FieldDraft => ({
    lines: [`  ${field.name}: { column: ${quoted(column.name)}, as: ${as} }`],
    questions,
  })
  switch (field.type) {
    case 'id':
      if (field.name.endsWith('org_id')) return one('org')
      if (field.name.endsWith('_no_key')) return one('pseudonym')
      if (field.name.endsWith('_key')) return one('person')
      return one(isText(column) ? 'ref' : 'id')
    case 'text':
      return field.values ? draftCodes(entity, { column, field }, names) : one('text')
    case 'date':
    case 'month':
    case 'instant': {
      const { type, question } = timeTypeOf(column)
      return one(`${field.type}, type: ${type}`, ...question)
    }
    case 'fen':
      return isWhole(column)
        ? one('fen, unit: fen', '整数：单位是分，还是元（unit: yuan）？')
        : one('fen, unit: yuan')
    case 'count':
      if (!field.name.endsWith('_minutes')) return one('count')
      return one('minutes, unit: minutes', '单位是 minutes、seconds 还是 hours？')
    case 'flag':
      return isText(column)
        ? one('flag, yes: ["Y"], no: ["N"]', `是与否的写法？${seenText(column)}`)
        : one('flag')
    default:
      return one('text')
  }
}

function draftCodes(entity: EntityName, { column, field }: Guess, names: KnownNames): FieldDraft {
  const codes = codesOf(column)
  const lines = [`  ${field.name}:`, `    column: ${quoted(column.name)}`, '    as: enum']
  const values = `含义只能是 ${(field.values ?? []).join('、')}`
  if (codes.length === 0)
    return {
      lines: [...lines, `    values: { ${quoted(OPEN)}: ${quoted(OPEN)} }`],
      questions: [`有哪些代码？${values}`],
    }
  const drafted = codes.map(({ code, word }) => ({
    code,
    word,
    value: names.valueOf(entity, field, word) ?? names.valueOf(entity, field, code),
  }))
  lines.push('    values:')
  for (const { code, word, value } of drafted)
    lines.push(`      ${JSON.stringify(code)}: ${quoted(value ?? OPEN)}${word ? ` # ${word}` : ''}`)
  const open = drafted.filter(({ value }) => value === undefined).map(({ code }) => code)
  const isIndexed = column.type.startsWith('enum(')
  return {
    lines,
    questions: [
      ...(open.length > 0 ? [`代码 ${open.join('、')} 是什么？${values}`] : []),
      ...(isIndexed ? ['ENUM 列：Canal 发的是序号（"1"、"2" …），其他工具发的是名称'] : []),
    ],
  }
}

/** The codes that the comment of a column explains (1正常 2转出), or that were seen. */
function codesOf({ comment, seen }: DraftColumn): { code: string; word: string }[] {
  const told = [...comment.matchAll(/(?<![\w])([0-9A-Z]{1,4})\s*[-:：=、.)]?\s*(\p{Script=Han}{1,12})/gu)]
  const codes = told.map(([, code = '', word = '']) => ({ code, word }))
  const listed = new Set(codes.map(({ code }) => code))
  return [...codes, ...seen.filter(code => !listed.has(code)).map(code => ({ code, word: '' }))]
}

/** How a column holds a time, by its type or by what was seen; `question` where that is not sure. */
export function timeTypeOf(column: DraftColumn): { type: TimeType; question: string[] } {
  const sure = (type: TimeType) => ({ type, question: [] })
  const { type, seen } = column
  if (type === '') return seenTimeType(seen)
  if (/^timestamptz|with time zone|with local time zone/.test(type)) return sure('timestamp')
  if (/^timestamp(\([0-6]\))? without time zone/.test(type)) return sure('datetime_us')
  if (/^(?:datetime|timestamp)\([4-6]\)/.test(type))
    return {
      type: 'datetime_us',
      question: ['Debezium 发微秒；Canal、Maxwell、OGG 发文本，写 datetime'],
    }
  if (/^timestamp/.test(type))
    return {
      type: 'timestamp',
      question: [
        '无时区的文本按北京时间读；Maxwell 的 TIMESTAMP 是 UTC，写 datetime_utc；PostgreSQL 的经 Debezium 写 datetime_us',
      ],
    }
  if (/^datetime/.test(type)) return sure('datetime')
  if (/^date\b/.test(type)) return { type: 'date', question: ['Oracle 的 DATE 带时刻：写 datetime'] }
  if (/^(?:var)?n?char2?/.test(type) || /^character/.test(type))
    return {
      type: 'yyyymmdd',
      question: ['文本：20260531 是 yyyymmdd，202605 是 yyyymm，2026年5月31日 是 chinese'],
    }
  return {
    type: 'epoch_s',
    question: ['数：1970 年以来的秒是 epoch_s，毫秒是 datetime，20260531 是 yyyymmdd'],
  }
}

const SHAPES: readonly (readonly [RegExp, TimeType])[] = [
  [/^\d{4}-\d{2}-\d{2}[T ].*(?:Z|[+-]\d{2}(?::?\d{2})?)$/, 'timestamp'],
  [/^\d{4}-\d{2}-\d{2}[T: ]/, 'datetime'],
  [/^\d{4}-\d{2}-\d{2}$/, 'date'],
  [/^\d{4}年/, 'chinese'],
  [/^(?:19|20)\d{2}(?:0[1-9]|1[0-2])$/, 'yyyymm'],
  [/^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/, 'yyyymmdd'],
  [/^\d{16}$/, 'datetime_us'],
  [/^\d{12,13}$/, 'datetime'],
  [/^\d{9,10}$/, 'epoch_s'],
  [/^\d{1,5}$/, 'date'],
]

function seenTimeType(seen: readonly string[]): { type: TimeType; question: string[] } {
  const real = seen.filter(value => !/^0[-0 :]*$/.test(value))
  const shape = SHAPES.find(([pattern]) => real.length > 0 && real.every(value => pattern.test(value)))
  if (!shape) return { type: 'datetime', question: [`怎样写时刻？${seenText({ seen })}`] }
  const isMillis = shape[1] === 'datetime' && /^\d+$/.test(real[0] ?? '')
  return {
    type: shape[1],
    question: isMillis ? ['毫秒：北京时间的钟面是 datetime，真正的时刻是 timestamp'] : [],
  }
}

function seenText({ seen }: Pick<DraftColumn, 'seen'>): string {
  return seen.length === 0
    ? ''
    : `见过 ${seen
        .slice(0, 4)
        .map(value => JSON.stringify(value))
        .join('、')}`
}

export function isText({ type, seen }: DraftColumn): boolean {
  if (type !== '') return /char|text|clob|uuid|raw|enum/.test(type)
  return seen.some(value => !/^-?\d+(?:\.\d+)?$/.test(value) && value !== 'true' && value !== 'false')
}

function isWhole({ type, seen }: DraftColumn): boolean {
  if (type !== '') return /int|^number\(\d+\)|serial/.test(type)
  return seen.length > 0 && seen.every(value => /^-?\d+$/.test(value))
}

/** A scalar of YAML, in quotes where it must have them. */
export function quoted(text: string): string {
  return /^[A-Za-z_][\w.]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text)
}
