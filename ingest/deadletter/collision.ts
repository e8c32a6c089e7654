import type { Change } from '../change.ts'
import type { DeadLetter } from './deadLetter.ts'

/** The dead letter of a change whose text key has the hash of another one. */
export function collisionLetter(change: Change): DeadLetter {
  const [, topic = '', epoch = '0'] = /\/([^/]+)\/\d+@(\d+)$/.exec(change.version.source) ?? []
  const spot = change.ods.place > 0n ? change.ods.place : change.version.ver
  return {
    source: change.version.source,
    position: (spot >> 16n) & 0xff_ffff_ffffn,
    topic,
    epoch: Number(epoch),
    reason: 'key_collision',
    detail: `${change.ods.table}: the text key has the hash of another key; the change is kept in ods_change`,
    tables: [change.ods.table],
    key: Buffer.from(change.keyText),
    value: Buffer.from(
      JSON.stringify(change.ods, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
    ),
    headers: {},
    sentAt: change.version.at,
  }
}
