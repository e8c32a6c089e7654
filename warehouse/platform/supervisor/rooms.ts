import { fileURLToPath } from 'node:url'
import type { RoomSpec } from './superviseRoom.ts'

/**
 * The processes of the product, in the order of stopping: the ingest first, so that what it has taken is stored; the
 * warehouse after the last of them.
 */
export const ROOMS: readonly RoomSpec[] = ['ingest', 'api', 'jobs'].map(name => ({
  name,
  entry: fileURLToPath(new URL(`../../../${name}/main.ts`, import.meta.url)),
}))
