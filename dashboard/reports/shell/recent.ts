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

export function readRecent(login: string): Recent[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(keyOf(login)) ?? '[]')
    return Array.isArray(list) ? list.filter(isRecent) : []
  } catch {
    // storage may be switched off, or hold something else
    return []
  }
}

export function rememberRecent(login: string, next: Recent): void {
  try {
    localStorage.setItem(keyOf(login), JSON.stringify(withRecent(readRecent(login), next)))
  } catch {
    // without storage there is just no list
  }
}

function isRecent(value: unknown): value is Recent {
  return (
    typeof value === 'object' &&
    value !== null &&
    'title' in value &&
    'about' in value &&
    'path' in value &&
    [value.title, value.about, value.path].every(each => typeof each === 'string')
  )
}

function reportOf({ path }: Recent): string {
  return path.split('?')[0] ?? path
}

function keyOf(login: string): string {
  return `tuanshu.recent.${login}`
}
