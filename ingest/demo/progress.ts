import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const BAR_WIDTH = 30
/** Lines on a terminal that cannot be written over. */
const PLAIN_EVERY_MS = 5_000
/** The speed is the mean of this long: the warehouse takes batches, and tells about them every two seconds. */
const WINDOW_MS = 15_000

/** How far the loading is: on the terminal, and for the wall in `<data>/run/loading.json`. */
export class LoadingProgress {
  private readonly samples: { at: number; done: number }[] = []
  private lastLineAt = 0
  private shown = 0
  private readonly file: string

  constructor(
    dataDir: string,
    private readonly out: NodeJS.WriteStream,
  ) {
    this.file = path.join(dataDir, 'run', 'loading.json')
  }

  /** `share` is 0 to 1, `done` the changes that the warehouse holds, `text` what the wall says. */
  show(share: number, done: number, text: string): void {
    // an estimate that falls again only worries people
    this.shown = Math.max(this.shown, share)
    const now = Date.now()
    this.samples.push({ at: now, done })
    while ((this.samples[1]?.at ?? now) < now - WINDOW_MS) this.samples.shift()
    const first = this.samples[0] ?? { at: now, done }
    const speed = now > first.at ? Math.max(0, ((done - first.done) * 1000) / (now - first.at)) : 0
    mkdirSync(path.dirname(this.file), { recursive: true, mode: 0o700 })
    writeFileSync(`${this.file}.new`, JSON.stringify({ share: this.shown, text }))
    renameSync(`${this.file}.new`, this.file)

    const left = speed > 0 && share > 0 ? `  ${formatSeconds((done / share - done) / speed)} left` : ''
    const numbers = `${Math.floor(this.shown * 100)} %  ${Math.round(speed).toLocaleString('en')} changes/s${left}`
    if (this.out.isTTY) {
      const filled = Math.round(this.shown * BAR_WIDTH)
      this.out.write(
        `\r\x1b[2K  loading history [${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}] ${numbers}`,
      )
    } else if (now - this.lastLineAt >= PLAIN_EVERY_MS) {
      this.lastLineAt = now
      this.out.write(`  loading history: ${numbers}\n`)
    }
  }

  /** The loading is over, or given up: the wall shows its figures without a bar. */
  end(): void {
    rmSync(this.file, { force: true })
    if (this.out.isTTY && this.samples.length > 0) this.out.write('\n')
  }
}

function formatSeconds(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds))
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
}
