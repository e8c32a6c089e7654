/** Reports that were opened last on this device, newest first; kept per account. */
export interface Recent {
  title: string
  /** Organisation and period, for people. */
  about: string
  /** Address below /reports. */
  path: string
}

const MOST = 6

/** The list with this one on top; the same report is not kept twice. */
export function withRecent(list: readonly Recent[], next: Recent): Recent[] {
  return [next, ...list.filter(each => reportOf(each) !== reportOf(next))].slice(0, MOST)
}

function reportOf({ path }: Recent): string {
  return path.split('?')[0] ?? path
}
