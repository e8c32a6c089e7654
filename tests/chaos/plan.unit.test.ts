import { describe, expect, it } from 'vitest'
import { Random } from '../../ingest/demo/random.ts'
import { FAULT_KINDS, planFaults } from './plan.ts'
import { Production } from './production.ts'
import { reorder } from './reorder.ts'

describe('planFaults', () => {
  it('gives the same faults for the same seed, others for another', () => {
    expect(planFaults(3, 40)).toEqual(planFaults(3, 40))
    expect(planFaults(3, 40)).not.toEqual(planFaults(4, 40))
  })

  it('has every kind as soon as there is room, in the order of their strikes', () => {
    const faults = planFaults(1, FAULT_KINDS.length)
    expect(faults.map(fault => fault.kind).sort()).toEqual([...FAULT_KINDS].sort())
    expect(faults.map(fault => fault.at)).toEqual(faults.map(fault => fault.at).sort((a, b) => a - b))
  })

  it('freezes for longer than a session', () => {
    expect(planFaults(1, 200).every(fault => fault.sessions > 1)).toBe(true)
  })
})

it('reorder mixes keys and keeps the order within each', () => {
  const messages = Array.from({ length: 300 }, (_, n) => ({ key: Buffer.from(`k${n % 7}`), n }))
  const mixed = reorder(messages, new Random(1, 'test'))
  expect(mixed.map(one => one.n)).not.toEqual(messages.map(one => one.n))
  expect(mixed.toSorted((a, b) => a.n - b.n)).toEqual(messages)
  for (let key = 0; key < 7; key++) {
    const numbers = mixed.filter(one => one.n % 7 === key).map(one => one.n)
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  }
})

describe('Production', () => {
  const handedOut = (seed: number) => {
    const production = new Production(seed, 3_000)
    const messages = []
    for (let parcels = production.next(); parcels; parcels = production.next())
      for (const parcel of parcels) messages.push(...parcel.messages)
    return { production, messages }
  }

  it('numbers every message, repeats some, spoils some, and is the same every time', () => {
    const { production, messages } = handedOut(2)
    const copies = new Map<number, number>()
    for (const { headers } of messages) {
      const number = Number(headers.n)
      copies.set(number, (copies.get(number) ?? 0) + 1)
    }
    expect(production.copies.map((_, number) => copies.get(number))).toEqual(production.copies)
    expect(production.copies.some(count => count > 1)).toBe(true)
    expect(messages.some(({ value }) => value?.toString().startsWith('{"poison"'))).toBe(true)
    expect(production.lived).toBeGreaterThanOrEqual(3_000)
    const numbers = (all: typeof messages) => all.map(({ headers, key }) => `${headers.n} ${key}`)
    expect(numbers(handedOut(2).messages)).toEqual(numbers(messages))
  })

  it('hands out what it has lived when it is told to finish', () => {
    const production = new Production(2, 100_000)
    let messages = production.next()?.flatMap(parcel => parcel.messages).length ?? 0
    production.finish()
    for (let parcels = production.next(); parcels; parcels = production.next())
      messages += parcels.reduce((sum, parcel) => sum + parcel.messages.length, 0)
    expect(production.lived).toBeLessThan(100_000)
    expect(messages).toBe(production.copies.reduce((sum, count) => sum + count, 0))
  })
})
