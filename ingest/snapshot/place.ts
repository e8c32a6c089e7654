/** A place in a stream: `<kind>:<cluster>/<topic>/<partition>@<epoch>` and an offset there. */
export interface StreamPlace {
  source: string
  offset: bigint
}

export function formatPlace({ source, offset }: StreamPlace): string {
  return `${source}#${offset}`
}

/** Reads `formatPlace` back. */
export function parsePlace(text: string): StreamPlace {
  const cut = text.lastIndexOf('#')
  if (cut < 0) throw new Error(`not a place in a stream: ${text}`)
  return { source: text.slice(0, cut), offset: BigInt(text.slice(cut + 1)) }
}
