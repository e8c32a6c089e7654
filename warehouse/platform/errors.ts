/**
 * The product's error family. A `TuanshuError` is meant for a person: its message says what was wrong, where, and
 * what to do, and is printed without a stack. Everything else is a defect and keeps its stack.
 */
export type ErrorCode =
  | 'config' // a setting is missing or wrong
  | 'unavailable' // something we need is not reachable now; trying again may help
  | 'refused' // the other side answered no (password, permission, wrong version)
  | 'conflict' // somebody else owns or changed it
  | 'gap' // the stream no longer holds the position we must go on from
  | 'input' // data or a request that cannot be used
  | 'unauthenticated' // nobody is signed in
  | 'forbidden' // outside the caller's scope
  | 'withheld' // within the scope, but told of larger organisations only
  | 'limited' // tried too often
  | 'not_found'

export class TuanshuError extends Error {
  override name = 'TuanshuError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** The message chain of any thrown value, outermost first. */
export function describeError(error: unknown): string {
  const parts: string[] = []
  for (let e: unknown = error; e !== undefined && e !== null; e = e instanceof Error ? e.cause : undefined) {
    const text = e instanceof Error ? e.message || e.name : String(e)
    if (!parts.includes(text)) parts.push(text)
  }
  return parts.join(': ')
}
