/** One class of the map: regions whose value is in [from, to], both values of the data. */
export interface QuantileClass {
  from: number
  to: number
  count: number
}

/**
 * Up to `wanted` classes of about equal size, lowest first. Equal values are never parted, so there are fewer classes
 * when many are equal; none without values.
 */
export function quantileClasses(values: readonly number[], wanted = 5): QuantileClass[] {
  const sorted = [...values].sort((a, b) => a - b)
  const classes: QuantileClass[] = []
  let start = 0
  for (let part = 1; part <= wanted && start < sorted.length; part++) {
    let end = Math.max(Math.round((sorted.length * part) / wanted), start + 1)
    if (part === wanted) end = sorted.length
    const top = sorted[end - 1]
    while (end < sorted.length && sorted[end] === top) end++
    const from = sorted[start]
    if (from === undefined || top === undefined) break
    classes.push({ from, to: top, count: end - start })
    start = end
  }
  return classes
}

/** Index of the class of a value, -1 when none holds it. */
export function classOf(classes: readonly QuantileClass[], value: number): number {
  return classes.findIndex(each => value >= each.from && value <= each.to)
}

/** Step of the colour scale for class `index` of `count`: few classes are spread over the whole scale. */
export function stepOf(index: number, count: number, steps: number): number {
  if (count <= 1) return Math.floor(steps / 2)
  return Math.round((index * (steps - 1)) / (count - 1))
}
