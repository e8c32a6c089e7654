import { afterAll, beforeAll } from 'vitest'
import { lists } from './lists.ts'
import { oneNumber } from './oneNumber.ts'
import { scope } from './scope.ts'
import { startWorld, type World } from './world.ts'

/** All channels of the product over one simulated province: they show the same figures, and nobody more than is theirs. */
let world: World

beforeAll(async () => {
  world = await startWorld()
}, 600_000)
afterAll(() => world?.stop())

oneNumber(() => world)
scope(() => world)
lists(() => world)
