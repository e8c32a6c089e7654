import { type ErrorCode, TuanshuError } from './errors.ts'

const PLACE = 'or set TUANSHU_DATA to a directory that can be used'

/** What a person can do about what the operating system refuses, by its code. */
const ADVICE: Readonly<Record<string, readonly [ErrorCode, (path: string) => string]>> = {
  ENOSPC: ['unavailable', path => `the disk of ${path} is full: make room on it, and try again`],
  EDQUOT: [
    'unavailable',
    path => `the disk quota for ${path} is used up: raise it or make room, and try again`,
  ],
  EROFS: ['config', path => `${path} lies on a disk that is read-only: make it writable, ${PLACE}`],
  EACCES: ['config', path => `${path} may not be used by this user: give the user the right to, ${PLACE}`],
  EPERM: ['config', path => `${path} may not be used by this user: give the user the right to, ${PLACE}`],
  ENOTDIR: [
    'config',
    path => `${path} leads through a file where a directory has to be: move that file, ${PLACE}`,
  ],
  EEXIST: ['config', path => `${path} is a file where a directory has to be: move it, ${PLACE}`],
}
/** A missing place is a defect of ours, unless it is the place where a directory was to be made. */
const CANNOT_BE_MADE = (path: string) =>
  `${path} cannot be made, because what is above it is not there: make that, ${PLACE}`

/** Nobody answers, or nobody can be reached, by the code of `connect` and of the look-up of a name. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/**
 * The words for an error of the operating system that whoever runs Tuanshu can mend, such as a full disk or a server that does
 * not answer; undefined for all others. Looks through `cause`.
 */
export function systemFault(error: unknown): TuanshuError | undefined {
  for (let e: unknown = error; e instanceof Error; e = e.cause) {
    if (!('syscall' in e) || !('code' in e)) continue
    if (UNREACHABLE.has(String(e.code)) && (e.syscall === 'connect' || e.syscall === 'getaddrinfo'))
      return new TuanshuError(
        'unavailable',
        `${calledIn(e)} does not answer (${e.code}): see that it runs, and try again`,
      )
    const path = 'path' in e ? String(e.path) : 'the data directory'
    const known = ADVICE[String(e.code)]
    // a port that may not be opened is refused with EACCES too, without a path
    if (e.code === 'EEXIST' && e.syscall !== 'mkdir') continue
    if (known && ('path' in e || e.syscall === 'write')) return new TuanshuError(known[0], known[1](path))
    if (e.code === 'ENOENT' && e.syscall === 'mkdir') return new TuanshuError('config', CANNOT_BE_MADE(path))
  }
  return undefined
}

/** `127.0.0.1:8123`, or the name that was not found. */
function calledIn(error: Error): string {
  if ('hostname' in error) return String(error.hostname)
  return 'address' in error && 'port' in error ? `${error.address}:${error.port}` : 'the server'
}
