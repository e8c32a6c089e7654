import { Readable } from 'node:stream'
import type { ClickHouseClient, ExecParams } from '@clickhouse/client'
import { sendRows } from './sendRows.ts'

/** Characters that are put together before they become bytes. */
const PIECE = 1 << 16

/**
 * Lines of an INSERT, held as bytes outside of the heap. As strings they would all survive until the INSERT is sent, and the
 * garbage collector would copy them around: for a large batch that took as long as making them.
 */
export class LineBuffer {
  private readonly pieces: Buffer[] = []
  private piece = ''

  /** Adds a line, which ends with its line feed. */
  add(line: string): void {
    this.piece += line
    if (this.piece.length >= PIECE) this.close()
  }

  /** Sends them as the data of an INSERT, which ends with the format of the lines. May be called again after a failure. */
  async insert(client: ClickHouseClient, insert: ExecParams): Promise<void> {
    this.close()
    await sendRows(client, insert, Readable.from(this.pieces, { objectMode: false }))
  }

  private close(): void {
    if (this.piece === '') return
    this.pieces.push(Buffer.from(this.piece))
    this.piece = ''
  }
}
