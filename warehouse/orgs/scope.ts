/**
 * The organisation subtree a caller may see. It comes from the session (in a job: from the recipient)
 * and is a required argument of every query function; it is not a filter that a request can widen.
 */
export interface Scope {
  /** `dim_org` id of the top organisation the caller may see, or `root` for the whole tree. */
  readonly org: string
}
