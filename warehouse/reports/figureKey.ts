/** Names a figure within the answer to one question. */
export function figureKey(metric: string, org: string, item: string): string {
  return `${metric}|${org}|${item}`
}
