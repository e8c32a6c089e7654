import fs from 'node:fs'
import path from 'node:path'
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  Scalar,
  visit,
} from 'yaml'
import type { z } from 'zod'

/** A file of a mapping that fits its schema. */
export interface Loaded<T> {
  value: T
  /** `file:line` of a path inside the document. */
  at(place: readonly PropertyKey[]): string
  /** The file, from the working directory. */
  file: string
}

/** Reads a YAML file. Null when it does not fit; each fault is then one text with file and line. */
export function readDocument<T>(file: string, schema: z.ZodType<T>, faults: string[]): Loaded<T> | null {
  const lines = new LineCounter()
  const shown = path.relative(process.cwd(), file)
  let text: string
  try {
    text = fs.readFileSync(file, 'utf8')
  } catch {
    faults.push(`${shown}: cannot be read`)
    return null
  }
  const document = parseDocument(text, { lineCounter: lines })
  for (const error of document.errors)
    faults.push(`${shown}:${lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0]}`)
  if (document.errors.length > 0) return null
  const changed = changedScalars(document)
  for (const { written, offset } of changed)
    faults.push(
      `${shown}:${lines.linePos(offset).line}: ${written} would be read as something else; write it in quotes`,
    )
  if (changed.length > 0) return null
  const at = (place: readonly PropertyKey[]) => `${shown}:${lineOf(document, lines, place)}`
  const parsed = schema.safeParse(document.toJS())
  if (parsed.success) return { value: parsed.data, at, file: shown }
  for (const issue of parsed.error.issues)
    faults.push(`${at(issue.path)}: ${issue.path.map(String).join('.')}: ${issue.message}`)
  return null
}

/** Codes like 01 and Y without quotes: YAML reads the first as the number 1, and a mapping would never find it. */
function changedScalars(document: Document): { written: string; offset: number }[] {
  const found: { written: string; offset: number }[] = []
  visit(document, {
    Scalar(_, node) {
      if (node.type !== Scalar.PLAIN || typeof node.value === 'string' || !node.source) return
      if (String(node.value) !== node.source)
        found.push({ written: node.source, offset: node.range?.[0] ?? 0 })
    },
  })
  return found
}

/** Line of the deepest part of the path that the document has. */
function lineOf(document: Document, lines: LineCounter, place: readonly PropertyKey[]): number {
  let node: unknown = document.contents
  let offset = 0
  for (const step of place) {
    if (isSeq(node)) {
      const item = node.items[Number(step)]
      if (!isNode(item)) break
      if (item.range) offset = item.range[0]
      node = item
      continue
    }
    if (!isMap(node)) break
    const pair = node.items.find(item => isScalar(item.key) && String(item.key.value) === String(step))
    if (!pair) break
    if (isScalar(pair.key) && pair.key.range) offset = pair.key.range[0]
    node = pair.value
  }
  return lines.linePos(offset).line
}
