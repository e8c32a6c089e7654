import type { Writable } from 'node:stream'
import type { MessageFile } from './open.ts'

const EVERY_MS = 500
const CLEAR_LINE = '\r\x1b[2K'

/** How far the reading of a file is, written over on one line of a terminal; elsewhere, and with null, nothing. */
export class Progress {
  private shownAt = Date.now()
  private isShown = false

  constructor(private readonly out: (Writable & { isTTY?: boolean }) | null) {}

  show(file: Pick<MessageFile, 'share'>, messages: number): void {
    if (!this.out?.isTTY || Date.now() - this.shownAt < EVERY_MS) return
    this.shownAt = Date.now()
    this.isShown = true
    const share = file.share()
    const percent = share === null ? '' : `, ${Math.floor(share * 100)} %`
    this.out.write(`${CLEAR_LINE}${messages.toLocaleString('en')} messages${percent}`)
  }

  end(): void {
    if (this.isShown) this.out?.write(CLEAR_LINE)
  }
}
