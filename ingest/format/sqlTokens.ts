/** A piece of an SQL text: a bare word, a quoted name, a literal, or a single sign. */
export interface SqlToken {
  kind: 'word' | 'quoted' | 'literal' | 'sign'
  /** Of a quoted name what stands between the quotes; of a literal nothing. */
  text: string
  /** What a literal says. */
  value?: string
}

/**
 * Blanks and comments; quoted names; literals; words, which may hold a number sign; any other sign. Of a comment that the
 * server executes (with an exclamation mark: MySQL, MariaDB's M!, TiDB's T!) only the brackets are blank: its content counts.
 */
const TOKEN =
  /(?<blank>\s+|--[^\n]*|#[^\n]*|\/\*[MT]?!(?:\d+|\[[^\]]*\])?|\*\/|\/\*[\s\S]*?(?:\*\/|$))|`(?<tick>(?:[^`]|``)*)(?:`|$)|"(?<double>(?:[^"]|"")*)(?:"|$)|\[(?<bracket>[^\]]*)(?:\]|$)|(?<literal>'(?:[^'\\]|\\[\s\S]|'')*(?:'|$))|(?<word>[\p{L}\p{N}_$@][\p{L}\p{N}_$@#]*)|(?<sign>[\s\S])/gu

/** The tokens of an SQL text, without blanks and comments. */
export function sqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = []
  for (const { groups = {} } of sql.matchAll(TOKEN)) {
    const { blank, tick, double, bracket, literal, word, sign } = groups
    if (blank !== undefined) continue
    if (word !== undefined) tokens.push({ kind: 'word', text: word })
    else if (literal !== undefined) tokens.push({ kind: 'literal', text: '', value: saidBy(literal) })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign })
    else
      tokens.push({
        kind: 'quoted',
        text: tick?.replaceAll('``', '`') ?? double?.replaceAll('""', '"') ?? bracket ?? '',
      })
  }
  return tokens
}

function saidBy(literal: string): string {
  const text = literal.endsWith("'") && literal.length > 1 ? literal.slice(1, -1) : literal.slice(1)
  return text.replace(/''|\\([\s\S])/g, (pair, escaped) => escaped ?? pair.slice(1))
}
