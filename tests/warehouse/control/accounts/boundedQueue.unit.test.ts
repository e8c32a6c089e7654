import { expect, it } from 'vitest'
import { BoundedQueue } from '../../../../warehouse/control/accounts/boundedQueue.ts'

/** Works of callers that the test ends one by one; `refused` are those that were not taken. */
function queued(bounds: ConstructorParameters<typeof BoundedQueue>[0]) {
  const queue = new BoundedQueue(bounds)
  const running: { of: string; end(): void }[] = []
  const refused: string[] = []
  const ask = (of: string) => {
    const done = queue.run(of, () => new Promise<void>(end => running.push({ of, end })))
    done.catch((error: { code: string }) => refused.push(`${of} ${error.code}`))
  }
  const endFirst = async () => {
    running.shift()?.end()
    await new Promise(setImmediate)
  }
  return { ask, running, refused, endFirst }
}

it('does two at once, the others in turn', async () => {
  const { ask, running, endFirst } = queued({ atOnce: 2, waiting: 5, waitingOfOne: 5 })
  for (const of of ['a', 'b', 'c', 'd']) ask(of)
  const seen = [running.map(({ of }) => of)]
  for (let i = 0; i < 4; i++) {
    await endFirst()
    seen.push(running.map(({ of }) => of))
  }
  expect(seen).toEqual([['a', 'b'], ['b', 'c'], ['c', 'd'], ['d'], []])
})

it('has room for others while one caller asks without end, and an end for all together', async () => {
  const { ask, running, refused, endFirst } = queued({ atOnce: 2, waiting: 5, waitingOfOne: 2 })
  for (let i = 0; i < 100; i++) ask('greedy')
  for (const of of ['b', 'c', 'd', 'e']) ask(of)
  await new Promise(setImmediate)
  expect(refused.filter(each => each === 'greedy limited')).toHaveLength(96)
  expect(refused.filter(each => each !== 'greedy limited')).toEqual(['e unavailable'])
  const done: string[] = []
  while (running[0]) {
    done.push(running[0].of)
    await endFirst()
  }
  expect(done).toEqual(['greedy', 'greedy', 'greedy', 'greedy', 'b', 'c', 'd'])
})

it('passes the turn on when a work fails', async () => {
  const queue = new BoundedQueue({ atOnce: 1, waiting: 1, waitingOfOne: 1 })
  const [first, second] = [
    queue.run('a', () => Promise.reject(new Error('no'))),
    queue.run('b', () => Promise.resolve('done')),
  ]
  await expect(first).rejects.toThrow('no')
  expect(await second).toBe('done')
})
