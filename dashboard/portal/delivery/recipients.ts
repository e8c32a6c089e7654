/** Tells recipients apart: one address may stand for several organisations. */
export function keyOf({ address, org }: { address: string; org: string }): string {
  return `${org} ${address}`
}
