import fs from 'node:fs'
import { topicDirectory } from './directory.ts'

/** Rings when something was written to a topic. What rings while nobody waits is not forgotten. */
export class Bell {
  private hasRung = false
  private wake: (() => void) | undefined

  ring(): void {
    this.hasRung = true
    this.wake?.()
  }

  /** Forgets what has rung: its hearer looks now. */
  hush(): void {
    this.hasRung = false
  }

  /** Resolves when it has rung since the last `hush`; for one hearer. */
  rung(): Promise<void> {
    return new Promise(resolve => {
      this.wake = resolve
      if (this.hasRung) resolve()
    })
  }
}

/** Tells of every change in a directory until the returned function is called. May miss some, or all. */
export type WatchDirectory = (directory: string, changed: (file: string | null) => void) => () => void

export interface WatchOptions {
  /** How often every bell rings by itself, milliseconds: for what the system did not tell. */
  lookMs: number
  watch: WatchDirectory
}

/** A bell for each topic of a spool: the system's own word of a change rings it, and a slow clock. */
export class SpoolWatch {
  private readonly bells = new Map<string, Bell>()
  private readonly stops: (() => void)[] = []
  private readonly timer: NodeJS.Timeout

  constructor(
    private readonly root: string,
    private readonly options: WatchOptions,
  ) {
    this.timer = setInterval(() => this.ringAll(), options.lookMs)
    // a topic that is new has no directory to watch yet
    this.stops.push(options.watch(root, file => this.bells.get(file ?? '')?.ring()))
  }

  bell(topic: string): Bell {
    const bell = this.bells.get(topic) ?? new Bell()
    this.bells.set(topic, bell)
    return bell
  }

  /** The topic has its directory now: changes in it ring its bell. */
  follow(topic: string): void {
    this.stops.push(this.options.watch(topicDirectory(this.root, topic), () => this.bell(topic).ring()))
  }

  /** Ends the watch; whoever waits for a bell looks once more. */
  close(): void {
    clearInterval(this.timer)
    for (const stop of this.stops.splice(0)) stop()
    this.ringAll()
  }

  private ringAll(): void {
    for (const bell of this.bells.values()) bell.ring()
  }
}

/** By the system's notifications. Where it has none left, or none at all, the slow clock does. */
export const watchDirectory: WatchDirectory = (directory, changed) => {
  try {
    const watcher = fs.watch(directory, { persistent: false }, (_, file) => changed(file))
    watcher.on('error', () => watcher.close())
    return () => watcher.close()
  } catch {
    return () => {}
  }
}
