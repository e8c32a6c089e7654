const QUOTED_KEPT = 20_000
const quoted = new Map<string, string>()

/** Text as JSON has it, for text that repeats: identifiers, sources and codes do so for ever, names of organisations do not. */
export function quote(text: string): string {
  const known = quoted.get(text)
  if (known !== undefined) return known
  const made = JSON.stringify(text)
  if (quoted.size >= QUOTED_KEPT) quoted.clear()
  quoted.set(text, made)
  return made
}
