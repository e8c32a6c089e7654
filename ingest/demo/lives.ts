import type { Life } from './life.ts'

/** Every side of the province's life, in the order in which a day is planned. */
export const LIVES: readonly Life[] = []
