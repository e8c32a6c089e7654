import { activities } from './bulletins/activities.ts'
import type { BulletinEntry } from './bulletins/bulletin.ts'
import { duesCollection } from './bulletins/duesCollection.ts'
import { entryProgress } from './bulletins/entryProgress.ts'
import { checkBulletins } from './checkBulletins.ts'

export { type BulletinEntry, type BulletinFigure, CADENCES, type Cadence } from './bulletins/bulletin.ts'

/**
 * Catalogue, list 6: kinds of bulletins. One entry in a file of `bulletins/` is a document, a page and an annex at once; one
 * that cannot be right is refused at the start, by its name.
 */
export const BULLETINS: readonly BulletinEntry[] = checkBulletins([entryProgress, duesCollection, activities])

/** The kind of this id, or undefined for an unknown one. */
export function findBulletin(id: string): BulletinEntry | undefined {
  return BULLETINS.find(each => each.id === id)
}
