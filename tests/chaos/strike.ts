import { setTimeout as delay } from 'node:timers/promises'
import type { Fault } from './plan.ts'
import type { Stage } from './stage.ts'

/** Executes faults; sleeping processes wake up in the background. */
export class Striker {
  /** Frozen processes that woke up after their session had ended. */
  woken = 0
  private readonly waking = new Set<Promise<void>>()

  constructor(
    private readonly stage: Stage,
    private readonly sessionMs: number,
  ) {}

  /** True when it struck: a process that is down already cannot be killed. */
  async strike(fault: Fault): Promise<boolean> {
    const { ingests, engine, broker } = this.stage
    const first = ingests[fault.target]
    const second = ingests[1 - fault.target]
    switch (fault.kind) {
      case 'ingest':
        return first.kill(fault.downMs)
      case 'both': {
        const struck = ingests.map(ingest => ingest.kill(fault.downMs))
        return struck.includes(true)
      }
      case 'rebalance': {
        const struck = first.kill(0)
        await delay(fault.downMs)
        return (second?.kill(0) ?? false) && struck
      }
      case 'engine':
        return engine.kill(fault.downMs)
      case 'broker':
        await broker.kill9()
        await delay(fault.downMs)
        await broker.restart()
        return true
      case 'zombie':
        if (!first.freeze()) return false
        await this.wakeLater(fault)
        return true
    }
  }

  /** Resolves when nothing is frozen any more. */
  async settled(): Promise<void> {
    await Promise.all(this.waking)
  }

  private async wakeLater(fault: Fault): Promise<void> {
    const waking = delay(fault.sessions * this.sessionMs).then(() => {
      if (this.stage.ingests[fault.target].thaw()) this.woken += 1
    })
    this.waking.add(waking)
    void waking.then(() => this.waking.delete(waking))
    if (fault.alone) await waking
  }
}
