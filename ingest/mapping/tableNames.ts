/**
 * Whether a table is one of those that patterns name: `*` stands for any characters, a pattern without a point is of tables
 * in any database or schema. Case does not matter.
 */
export function tableMatcher(patterns: readonly string[]): (table: string) => boolean {
  const whole = patterns.filter(pattern => pattern.includes('.')).map(toExpression)
  const names = patterns.filter(pattern => !pattern.includes('.')).map(toExpression)
  return table =>
    whole.some(one => one.test(table)) || names.some(one => one.test(table.slice(table.lastIndexOf('.') + 1)))
}

function toExpression(pattern: string): RegExp {
  const parts = pattern.split('*').map(part => part.replace(/[\\^$.+?()[\]{}|/-]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 'i')
}

/**
 * Those of the tables that a name of a statement can mean: with as many of its databases and schemas as it gives, `zhtj.*`
 * for all of a database, in any case, for some databases fold it. Better one too many than rows that are gone unnoticed.
 */
export function tablesMeant(tables: readonly string[], name: string): string[] {
  const wanted = name.toLowerCase()
  if (wanted.endsWith('.*')) {
    const space = wanted.slice(0, -1)
    return tables.filter(table => `.${table.toLowerCase()}`.includes(`.${space}`))
  }
  return tables.filter(table => {
    const full = table.toLowerCase()
    return full === wanted || full.endsWith(`.${wanted}`) || wanted.endsWith(`.${full}`)
  })
}
