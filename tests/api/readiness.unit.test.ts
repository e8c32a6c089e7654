import { expect, it, vi } from 'vitest'
import { Readiness } from '../../api/readiness.ts'

/** A readiness whose looks the test answers one by one, by a clock of its own. */
function watched() {
  let now = 0
  const looks: { resolve(reasons: string[]): void; reject(error: Error): void }[] = []
  const readiness = new Readiness({
    now: () => now,
    log: { warn: () => {} },
    look: () => new Promise((resolve, reject) => looks.push({ resolve, reject })),
  })
  const pass = (ms: number) => {
    now += ms
  }
  const ask = async (then: (look: (typeof looks)[number]) => void) => {
    const answer = readiness.reasons()
    const look = looks.at(-1)
    if (look) then(look)
    return answer
  }
  return { readiness, looks, pass, ask }
}

it('is looked at once for all who ask together, and again after some seconds', async () => {
  const { readiness, looks, pass } = watched()
  const asked = Array.from({ length: 100 }, () => readiness.reasons())
  expect(looks).toHaveLength(1)
  looks[0]?.resolve([])
  expect(await Promise.all(asked)).toEqual(asked.map(() => []))
  pass(2_999)
  await readiness.reasons()
  expect(looks).toHaveLength(1)
  pass(1)
  void readiness.reasons()
  expect(looks).toHaveLength(2)
})

it('is what was seen last while looks fail for a moment, and lost when that lasts', async () => {
  const { pass, ask } = watched()
  expect(await ask(look => look.reject(new Error('too busy')))).toEqual(['数据仓库没有响应'])
  pass(3_000)
  expect(await ask(look => look.resolve([]))).toEqual([])
  for (let i = 1; i <= 10; i++) {
    pass(3_000)
    expect(await ask(look => look.reject(new Error('socket hang up')))).toEqual([])
  }
  pass(3_000)
  expect(await ask(look => look.reject(new Error('connection refused')))).toEqual(['数据仓库没有响应'])
  pass(3_000)
  expect(await ask(look => look.resolve(['no tables']))).toEqual(['no tables'])
  pass(3_000)
  expect(await ask(look => look.resolve([]))).toEqual([])
})

it('does not keep who asks waiting for a look that does not end', async () => {
  vi.useFakeTimers()
  try {
    const { readiness, looks, pass, ask } = watched()
    await ask(look => look.resolve([]))
    pass(3_000)
    const asked = readiness.reasons()
    await vi.advanceTimersByTimeAsync(1_500)
    expect(await asked).toEqual([])
    const again = readiness.reasons()
    await vi.advanceTimersByTimeAsync(1_500)
    expect(await again).toEqual([])
    expect(looks).toHaveLength(2)
  } finally {
    vi.useRealTimers()
  }
})
