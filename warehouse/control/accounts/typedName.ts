import { z } from 'zod'
import { isPlain } from '../../platform/plainText.ts'

/** What a person is told of a name that cannot be one. */
export interface NameWords {
  empty: string
  long: string
  hidden: string
}

/** A name that a person types, and that pages and terminals show: `most` characters, and none that are hidden. */
export function typedName(most: number, { empty, long, hidden }: NameWords) {
  return z
    .string()
    .trim()
    .min(1, { error: empty })
    .max(most, { error: long })
    .refine(isPlain, { error: hidden })
}
