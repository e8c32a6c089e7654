export type Cell = string | number | boolean | null

/** How a system spells a kind of row: its table, and each column from the row. */
export interface Spelling<Row> {
  table: string
  columns: Readonly<Record<string, (row: Row) => Cell>>
}

const TOGETHER = 500

/** The statements that insert the rows. */
export function insertsOf<Row>({ table, columns }: Spelling<Row>, rows: readonly Row[]): string {
  const names = Object.keys(columns)
  const cells = Object.values(columns)
  const statements: string[] = []
  for (let i = 0; i < rows.length; i += TOGETHER) {
    const values = rows
      .slice(i, i + TOGETHER)
      .map(row => `(${cells.map(cell => literal(cell(row))).join(',')})`)
    statements.push(`insert into ${table} (${names.join(', ')}) values\n${values.join(',\n')};\n`)
  }
  return statements.join('')
}

function literal(cell: Cell): string {
  if (typeof cell === 'string') return `'${cell.replaceAll("'", "''")}'`
  return String(cell)
}
