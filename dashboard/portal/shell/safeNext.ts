const HOME = '/reports/'

/** Where to go after signing in: a path of this server, anything else is the list of reports. */
export function safeNext(next: unknown): string {
  // a second slash or a backslash would name another host
  if (typeof next !== 'string' || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(next)) return HOME
  return next.startsWith('/reports/sign-in') ? HOME : next
}
