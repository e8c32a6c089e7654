import { InvalidArgumentError } from 'commander'

/** Reads the number of an option; anything else is refused with the option's name and the numbers that it takes. */
export function numberFrom(low: number, high: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (text.trim() === '' || !(value >= low && value <= high))
      throw new InvalidArgumentError(`It must be a number from ${low} to ${high}.`)
    return value
  }
}

/** The same for whole numbers. */
export function wholeNumberFrom(low: number, high: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (!/^\d+$/.test(text.trim()) || !(value >= low && value <= high))
      throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`)
    return value
  }
}
