import { type Recent, withRecent } from './withRecent.ts'

/** What the account opened last on this device. */
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

function keyOf(login: string): string {
  return `tuanshu.recent.${login}`
}
