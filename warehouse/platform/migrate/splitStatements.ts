// a string, a quoted name, a comment, or the end of a statement; anything else is skipped character by character
const TOKEN =
  /'(?:\\.|''|[^'\\])*'|`(?:\\.|``|[^`\\])*`|"(?:\\.|""|[^"\\])*"|--[^\n]*|#[ !][^\n]*|\/\*[\s\S]*?\*\/|;/g
const COMMENTS = /^(?:\s+|--[^\n]*|#[ !][^\n]*|\/\*[\s\S]*?\*\/)*$/

/**
 * Splits SQL text into statements at semicolons, but not at those in strings, quoted names or comments. Comments stay
 * with the statement that follows them; pieces without a statement are left out.
 */
export function splitStatements(text: string): string[] {
  const statements: string[] = []
  let start = 0
  for (const token of text.matchAll(TOKEN)) {
    if (token[0] !== ';') continue
    statements.push(text.slice(start, token.index))
    start = token.index + 1
  }
  statements.push(text.slice(start))
  return statements.map(statement => statement.trim()).filter(statement => !COMMENTS.test(statement))
}

/** The first line of a statement that is not a comment, for messages. */
export function firstLine(statement: string): string {
  const lines = statement.replace(/\/\*[\s\S]*?\*\//g, '').split('\n')
  return lines.find(line => line.trim() !== '' && !/^\s*(--|#[ !])/.test(line))?.trim() ?? ''
}
