/** SQL with which an administrator makes the read-only user of an external server (README, error messages). */
export function readerSetupSql(user = 'tuanshu_reader'): string {
  return [
    `create user if not exists ${user} identified with sha256_password by '<password>';`,
    `alter user ${user} settings readonly = 2, max_execution_time = 30 max 30, max_memory_usage = 4000000000 max 4000000000, max_result_rows = 1000000, cancel_http_readonly_queries_on_client_close = 1;`,
    `grant select, dictGet on app.* to ${user};`,
  ].join('\n')
}
