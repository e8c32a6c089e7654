import type { Generation } from './generation.ts'

/** Why a snapshot that was read whole is not complete. */
const REASONS: Readonly<Record<Generation['waitsFor'], string>> = {
  nothing: 'waiting until the log has all of it',
  letters: 'messages of it are dead letters',
  changes: 'it stands in the middle of a stream, so it may be of a part of the table',
  snapshot: 'another full snapshot ended before it, so it may be of a part of the table',
  'first row': 'its first row was not read, so rows of it may be lost',
}

/** Whether only a person can say how a snapshot goes on. */
export function waitsForPerson({ state, waitsFor }: Pick<Generation, 'state' | 'waitsFor'>): boolean {
  return state === 'ended' && waitsFor !== 'nothing' && waitsFor !== 'letters'
}

/** Says why a snapshot waits and what to do, for people. */
export function describeWait(waitsFor: Generation['waitsFor'], topic: string): string {
  const reason = REASONS[waitsFor]
  if (waitsFor === 'nothing') return reason
  if (waitsFor === 'letters')
    return `${reason}: see "npm run deadletters -- list"; what it did not mention ends once they were replayed`
  return `${reason}: if it was of the whole table, say so by "npm run sources -- snapshot ${topic}", and what it did not mention ends`
}
