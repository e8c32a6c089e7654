import type { ClickHouseClient } from '@clickhouse/client'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { open, type Secrets, seal } from '../../warehouse/platform/secrets.ts'
import { formatInstant, parseInstant } from '../../warehouse/platform/time/day.ts'
import type { RefusalReason } from '../change.ts'
import { type DeadLetter, deadLetterId } from './deadLetter.ts'

export type DeadLetterState = 'waiting' | 'replayed'

export interface StoredDeadLetter extends DeadLetter {
  state: DeadLetterState
  storedAt: number
}

interface StoredRow {
  source: string
  place: string
  topic: string
  epoch: number
  reason: RefusalReason
  detail: string
  tables: string[]
  sealed: string
  key_id: number
  sent: string
  stored: string
  state: DeadLetterState
}

/** The dead letters in the warehouse; their bytes are sealed with a key that is not in it. */
export class DeadLetterStore {
  constructor(
    private readonly client: ClickHouseClient,
    private readonly secrets: Secrets,
  ) {}

  /** Stores letters; one that is there already is replaced and waits again. */
  async put(letters: readonly DeadLetter[]): Promise<void> {
    await this.write(letters, 'waiting')
  }

  /** Marks letters as handed over again. */
  async markReplayed(letters: readonly DeadLetter[]): Promise<void> {
    await this.write(letters, 'replayed')
  }

  /** Newest first. Throws `TuanshuError('conflict')` for a letter that another secret sealed. */
  async list(filter: { state?: DeadLetterState; reason?: string } = {}): Promise<StoredDeadLetter[]> {
    return this.select(
      "({state:String} = '' or state = {state:String}) and ({reason:String} = '' or reason = {reason:String})",
      {
        state: filter.state ?? '',
        reason: filter.reason ?? '',
        limit: 1_000_000,
      },
    )
  }

  /** The letter of this id (`source#position`). Throws `TuanshuError('not_found')`. */
  async find(id: string): Promise<StoredDeadLetter> {
    const cut = id.lastIndexOf('#')
    const position = id.slice(cut + 1)
    const [found] = /^\d+$/.test(position)
      ? await this.select('source = {source:String} and position = {position:UInt64}', {
          source: id.slice(0, cut),
          position,
          limit: 1,
        })
      : []
    if (!found)
      throw new TuanshuError('not_found', `no dead letter ${id}; "npm run deadletters -- list" shows them`)
    return found
  }

  private async write(letters: readonly DeadLetter[], state: DeadLetterState): Promise<void> {
    if (letters.length === 0) return
    await this.client.insert({
      table: 'ops.sys_dead_letter',
      format: 'JSONEachRow',
      values: letters.map(letter => ({
        source: letter.source,
        position: String(letter.position),
        topic: letter.topic,
        epoch: letter.epoch,
        reason: letter.reason,
        detail: letter.detail,
        tables: letter.tables,
        sealed: this.sealBody(letter),
        key_id: this.secrets.keyId,
        bytes: (letter.key?.length ?? 0) + (letter.value?.length ?? 0),
        sent_at: formatInstant(letter.sentAt),
        state,
        version: String(Date.now() * 2 + (state === 'replayed' ? 1 : 0)),
      })),
    })
  }

  private async select(where: string, params: Record<string, unknown>): Promise<StoredDeadLetter[]> {
    const result = await this.client.query({
      query: `select source, toString(position) as place, topic, epoch, reason, detail, tables, sealed, key_id, toString(sent_at) as sent, toString(stored_at) as stored, state
        from ops.sys_dead_letter final where ${where} order by stored_at desc, source, position limit {limit:UInt32}`,
      query_params: params,
      format: 'JSONEachRow',
    })
    const rows = await result.json<StoredRow>()
    return rows.map(row => this.toLetter(row))
  }

  private toLetter(row: StoredRow): StoredDeadLetter {
    const body = this.openBody(row)
    return {
      source: row.source,
      position: BigInt(row.place),
      topic: row.topic,
      epoch: row.epoch,
      reason: row.reason,
      detail: row.detail,
      tables: row.tables,
      ...body,
      sentAt: parseInstant(row.sent),
      storedAt: parseInstant(row.stored),
      state: row.state,
    }
  }

  private sealBody(letter: DeadLetter): string {
    const body = JSON.stringify({
      key: letter.key?.toString('base64') ?? null,
      value: letter.value?.toString('base64') ?? null,
      headers: letter.headers,
    })
    return seal(this.secrets.deadLetterKey, Buffer.from(body)).toString('base64')
  }

  private openBody(row: StoredRow): Pick<DeadLetter, 'key' | 'value' | 'headers'> {
    if (row.key_id !== this.secrets.keyId)
      throw new TuanshuError(
        'conflict',
        `dead letter ${deadLetterId({ source: row.source, position: BigInt(row.place) })} was sealed with another secret.key (key id ${row.key_id})`,
      )
    const body: { key: string | null; value: string | null; headers: Record<string, string> } = JSON.parse(
      open(this.secrets.deadLetterKey, Buffer.from(row.sealed, 'base64')).toString(),
    )
    const bytes = (text: string | null) => (text === null ? null : Buffer.from(text, 'base64'))
    return { key: bytes(body.key), value: bytes(body.value), headers: body.headers }
  }
}
