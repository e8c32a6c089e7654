import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

/** The start files of the built pages; nothing else carries a script of its own. */
const START_FILES = ['index.html', path.join('portal', 'index.html')]

const known = new Map<string, { changedAt: number; sources: string[] }>()

/**
 * The inline scripts of the built pages below this folder as sources of a content security policy, `'sha256-…'`. A page that
 * is not built has none; one that is built anew is read anew.
 */
export function inlineScripts(page: string): string[] {
  return [...new Set(START_FILES.flatMap(file => sourcesOf(path.join(page, file))))]
}

function sourcesOf(file: string): string[] {
  const changedAt = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs
  if (changedAt === undefined) return []
  const before = known.get(file)
  if (before?.changedAt === changedAt) return before.sources
  const scripts = fs.readFileSync(file, 'utf8').matchAll(/<script>([\s\S]*?)<\/script>/g)
  const sources = [...scripts].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  )
  known.set(file, { changedAt, sources })
  return sources
}
