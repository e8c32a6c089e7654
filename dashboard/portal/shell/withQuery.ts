/** Path with the parameters that have a value. */
export function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const given = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString()
  return given ? `${path}?${given}` : path
}
