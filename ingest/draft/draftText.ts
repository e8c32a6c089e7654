import { ENTITIES, type EntityName } from '../../warehouse/catalogue/entities.ts'
import { draftField, isText, OPEN, quoted } from './conversionText.ts'
import type { DraftColumn, DraftTable } from './draftTable.ts'
import { guessEntity, guessFields, type KnownNames, plain } from './guess.ts'

/** Columns by which sources mark a row as deleted. */
const MARKS = new Set(['isdeleted', 'isdelete', 'isdel', 'deleted', 'delflag', 'deleteflag', 'sfsc'])

/** A first mapping file of a table, as YAML: what could be guessed, and as remarks what somebody has to say. */
export function draftText(table: DraftTable, names: KnownNames, given?: EntityName): string {
  const entity = given ?? guessEntity(table, names)
  const { title, fields, required } = ENTITIES[entity]
  const guesses = guessFields(table, entity, names)
  const mark = table.columns.find(({ name }) => MARKS.has(plain(name)))
  const used = new Set<DraftColumn | undefined>([...guesses.map(({ column }) => column), mark])
  const filled = new Set(guesses.map(({ field }) => field.name))
  const missing = fields.filter(({ name }) => required.includes(name) && !filled.has(name))
  const lines = [
    '# npm run mapping -- draft 的初稿。逐条回答带“?”的问题后删去，再运行 npm run mapping -- check',
    `table: ${quoted(table.name)}`,
  ]
  if (!table.name.includes('.')) lines.push('# ? 表名前要有库名或模式名：库.表')
  lines.push(
    `# ${given ? '' : '? 猜测：'}${title}`,
    `entity: ${entity}`,
    ...keyLines(table),
    ...markLines(mark),
    'fields:',
  )
  for (const guess of guesses) {
    const { lines: own, questions } = draftField(entity, guess, names)
    const { comment, type } = guess.column
    lines.push(
      ...remarks(`${guess.field.title}${note(type, comment)}`, ''),
      ...questions.flatMap(one => remarks(one, '? ')),
      ...own,
    )
  }
  for (const { name, title: wanted } of missing)
    lines.push(...remarks(`${name}（${wanted}）必须有：来自哪一列？`, '? '))
  if (guesses.length === 0) lines.push(`  ${quoted(OPEN)}: { column: ${quoted(OPEN)}, as: text }`)
  const open = fields.filter(({ name }) => !filled.has(name) && !required.includes(name))
  if (open.length > 0)
    lines.push('# 没有列可猜的字段：', ...open.map(({ name, title: wanted }) => `#   ${name} ${wanted}`))
  const left = table.columns.filter(column => !used.has(column) && !table.key.includes(column.name))
  if (left.length > 0)
    lines.push(
      '# 没有用到的列，不离开采集进程：',
      ...left.map(({ name, type, comment }) => `#   ${oneLine(name)}${note(type, comment)}`),
    )
  return `${lines.join('\n')}\n`
}

function keyLines({ key }: DraftTable): string[] {
  const [only, ...more] = key
  if (only === undefined) return ['# ? 哪一列（或几列：[a, b]）标识一行？', `key: ${quoted(OPEN)}`]
  return [`key: ${more.length === 0 ? quoted(only) : `[${key.map(quoted).join(', ')}]`}`]
}

function markLines(mark: DraftColumn | undefined): string[] {
  if (!mark) return []
  const column = `column: ${quoted(mark.name)}`
  if (!isText(mark)) return [`deleted: { ${column} }`]
  return ['# ? 是与否的写法？', `deleted: { ${column}, yes: ["Y"], no: ["N", ""] }`]
}

function note(type: string, comment: string): string {
  return [type && ` ${type}`, comment && `：${oneLine(comment)}`].join('')
}

function remarks(text: string, mark: string): string[] {
  return [`  # ${mark}${oneLine(text)}`]
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
