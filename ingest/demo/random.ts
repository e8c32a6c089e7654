/**
 * A small deterministic generator (sfc32, seeded through a text hash): the same seed and stream name give the same
 * numbers on every machine. Streams keep parts of the model independent, so that a change in one does not reshuffle all.
 */
export class Random {
  private a: number
  private b: number
  private c: number
  private counter = 1

  constructor(seed: number, stream: string) {
    const [a, b, c] = hashText(`${seed}/${stream}`)
    this.a = a
    this.b = b
    this.c = c
    for (let i = 0; i < 12; i++) this.next()
  }

  /** A number in [0, 1). */
  next(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = (this.c << 21) | (this.c >>> 11)
    this.c = (this.c + sum) | 0
    return (sum >>> 0) / 4_294_967_296
  }

  /** A whole number from `low` to `high`, both inclusive. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  /** One of the list; undefined only when it is empty. */
  pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.next() * list.length)]
  }

  /** One of the names, by weight; weights need not add up to anything. */
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T {
    let total = 0
    let last: T | undefined
    for (const name in weights) {
      total += weights[name]
      last = name
    }
    let rest = this.next() * total
    for (const name in weights) {
      rest -= weights[name]
      if (rest < 0) return name
    }
    if (last === undefined) throw new Error('weights are empty')
    return last
  }

  /** A whole number whose mean is `mean`: the whole part, and one more with the chance of the rest. */
  around(mean: number): number {
    const whole = Math.floor(mean)
    return whole + (this.next() < mean - whole ? 1 : 0)
  }
}

/** A number in [0, 1) that only depends on its arguments: for decisions that must not move a stream. */
export function noise(seed: number, index: number, salt: number): number {
  let h = (seed ^ Math.imul(index, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b)) | 0
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d)
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b)
  return ((h ^ (h >>> 16)) >>> 0) / 4_294_967_296
}

function hashText(text: string): [number, number, number] {
  let a = 1_779_033_703
  let b = 3_144_134_277
  let c = 1_013_904_242
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = b ^ Math.imul(a ^ code, 597_399_067)
    b = c ^ Math.imul(b ^ code, 2_869_860_233)
    c = a ^ Math.imul(c ^ code, 951_274_213)
  }
  return [a | 0, b | 0, c | 0]
}
