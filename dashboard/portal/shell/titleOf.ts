/** How the browser names a page of the portal. */
export function titleOf(page: string): string {
  return `${page} · 团数`
}
