/** A database server of the run, with change capture switched on. */
export interface Database {
  port: number
  /** Runs a script; throws with what the database said. */
  execute(sql: string): Promise<void>
  /** Rows of the last statement, values as text. */
  query(sql: string): Promise<string[][]>
  /** Runs a script in a session that keeps its locks until the returned function is called. */
  hold(sql: string): Promise<() => Promise<void>>
  stop(): Promise<void>
}
