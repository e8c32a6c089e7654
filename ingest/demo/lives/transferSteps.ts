import { dayOf } from '../../../warehouse/platform/time/day.ts'
import type { Fact } from '../facts.ts'
import { DAY, HOUR, type Model, SECOND } from '../model.ts'
import type { Org } from '../org.ts'
import type { Random } from '../random.ts'
import { decideItem, openItem, withdrawItem } from './workItems.ts'

export type Step = 'confirm' | 'out_branch' | 'out_superior' | 'in_branch' | 'in_superior'

/** How a step ends. `unconfirmed`: the member never said yes, and whoever started it gave it up. */
export type Ending = 'approved' | 'passed_by_system' | 'returned' | 'withdrawn' | 'unconfirmed'

interface StepRule {
  /** Days that it takes mostly. */
  usual: readonly [number, number]
  /** Share of those that take long, and how many days then. */
  slow: { share: number; days: readonly [number, number] }
  returned: number
  /** The system approves what is not decided by then. Milliseconds. */
  limit?: number
}

/** Nothing approves the sending side by itself; the receiving branch has 30 natural days, its superior 72 hours. */
const RULES: Readonly<Record<Step, StepRule>> = {
  confirm: { usual: [0.02, 2], slow: { share: 0.12, days: [3, 12] }, returned: 0 },
  out_branch: { usual: [0.05, 2.5], slow: { share: 0.04, days: [7.5, 20] }, returned: 0.006 },
  out_superior: { usual: [0.05, 3], slow: { share: 0.04, days: [7.5, 18] }, returned: 0.006 },
  in_branch: { usual: [0.1, 6], slow: { share: 0.07, days: [26, 40] }, returned: 0.035, limit: 30 * DAY },
  in_superior: {
    usual: [0.05, 2.3],
    slow: { share: 0.12, days: [2.3, 6] },
    returned: 0.012,
    limit: 72 * HOUR,
  },
}

/** Whoever started a transfer takes it back while it waits for this step. */
const WITHDRAWN = 0.006
/** Of those that wait for the member. */
const NEVER_CONFIRMED = 0.07

/**
 * Opens a step at an organisation; `ended` runs once it is decided. The step and the item on the organisation's to-do list
 * are closed by then.
 */
export function openStep(
  model: Model,
  random: Random,
  given: { transfer: Fact; step: Step; org: Org },
  ended: (how: Ending) => void,
): void {
  const { transfer, step, org } = given
  const rule = RULES[step]
  const opened = model.now
  const fact = model.record('transfer_step', {
    org_id: org.row.id,
    transfer_id: transfer.id,
    step,
    status: 'open',
    decided_by: 'none',
    opened_at: opened / SECOND,
    ...(rule.limit ? { due_at: (opened + rule.limit) / SECOND } : {}),
  })
  const item = step === 'confirm' ? undefined : openItem(model, org, itemTypeOf(step), rule.limit)
  const { how, wait } = fateOf(model, random, step)
  model.plan(opened + wait, () => {
    model.amend(fact, {
      status: how === 'returned' ? 'returned' : isTakenBack(how) ? 'withdrawn' : 'approved',
      decided_by: deciderOf(random, step, how),
      decided_at: model.now / SECOND,
      decided_on: dayOf(model.now),
    })
    if (item && isTakenBack(how)) withdrawItem(model, item)
    else if (item) decideItem(model, item, how === 'passed_by_system' ? 'system' : 'person')
    ended(how)
  })
}

function fateOf(model: Model, random: Random, step: Step): { how: Ending; wait: number } {
  const { usual, slow, returned, limit } = RULES[step]
  const fate = random.next()
  if (step === 'confirm' && fate < NEVER_CONFIRMED)
    return { how: 'unconfirmed', wait: model.delay(10, 25, random) }
  const [low, high] = random.chance(slow.share) ? slow.days : usual
  const wait = model.delay(low, high, random)
  if (limit !== undefined && wait >= limit) return { how: 'passed_by_system', wait: limit }
  if (fate > 1 - WITHDRAWN) return { how: 'withdrawn', wait }
  return { how: fate < returned ? 'returned' : 'approved', wait }
}

function isTakenBack(how: Ending): boolean {
  return how === 'withdrawn' || how === 'unconfirmed'
}

function deciderOf(random: Random, step: Step, how: Ending): string {
  if (how === 'passed_by_system') return 'system'
  if (isTakenBack(how)) return 'none'
  return step === 'confirm' ? 'member' : random.weighted({ admin: 80, operator: 20 })
}

function itemTypeOf(step: Step): 'transfer_in' | 'transfer_out' {
  return step === 'in_branch' || step === 'in_superior' ? 'transfer_in' : 'transfer_out'
}
