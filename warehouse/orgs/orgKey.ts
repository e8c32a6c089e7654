import { createHash } from 'node:crypto'

/** The `dim_org` key of a source's organisation, as a decimal UInt64. */
export function orgKey(system: number, id: string): string {
  return first64(createHash('sha256').update(`org/${system}/${id}`).digest())
}

/** The first 64 bits of a digest as a decimal UInt64. */
export function first64(digest: Buffer): string {
  return String(digest.readBigUInt64BE(0))
}
