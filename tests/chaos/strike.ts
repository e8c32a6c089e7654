import { setTimeout as delay } from 'node:timers/promises'
import { until } from '../support/until.ts'
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

  /** Waits until what is to be struck runs, and strikes it. */
  async strike(fault: Fault): Promise<void> {
    const { ingests, engine, broker } = this.stage
    const first = ingests[fault.target]
    const second = ingests[fault.target === 0 ? 1 : 0]
    switch (fault.kind) {
      case 'ingest':
        return untilTrue('the ingest to kill', () => first.kill(fault.downMs))
      case 'both':
        await untilTrue('the ingests to kill', () => first.isUp && second.isUp)
        first.kill(fault.downMs)
        second.kill(fault.downMs)
        return
      case 'rebalance':
        await untilTrue('the ingest to kill', () => first.kill(0))
        await delay(fault.downMs)
        return untilTrue('the other ingest to kill', () => second.kill(0))
      case 'engine':
        return untilTrue('the engine to kill', () => engine.kill(fault.downMs))
      case 'broker':
        await broker.kill9()
        await delay(fault.downMs)
        return broker.restart()
      case 'zombie':
        await untilTrue('the ingest to freeze', () => first.freeze())
        return this.wakeLater(fault)
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

async function untilTrue(what: string, probe: () => boolean): Promise<void> {
  await until(what, () => probe() || undefined)
}
