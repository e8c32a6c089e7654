/** Characters that nobody sees, as texts that were copied from a page have them. */
const ZERO_WIDTH = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g

/**
 * Place of birth, day of birth, sequence, check digit: identity cards, and the residence permits of people from Hong Kong,
 * Macau and Taiwan (81, 82, 83) and abroad (9). What people type to get past a form (123456789012345678) has no day of birth.
 * The check digit is not asked for: it is wrong in too many real numbers, and the person is meant all the same.
 */
const SECOND_GENERATION = /^[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]$/
/** Without the century and the check digit. */
const FIRST_GENERATION = /^[1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}$/
/** Passports, travel permits of Hong Kong and Macau, permanent residence cards before 2023. */
const OTHER_DOCUMENT = /^[A-Z]{1,3}\d{7,12}$/

/**
 * An identity number as one person's always is: half-width, without blanks, in upper case, with eighteen places. Undefined
 * for what is no number of a person (nothing, 无, `NULL`, masked digits), so that such rows are not taken for one person.
 */
export function identityNumber(text: string): string | undefined {
  // nearly every number is written well
  if (SECOND_GENERATION.test(text)) return text
  // × is what some keyboards have for the X
  const number = plainNumber(text).replace('×', 'X')
  if (SECOND_GENERATION.test(number) || OTHER_DOCUMENT.test(number)) return number
  return FIRST_GENERATION.test(number) ? secondGeneration(number) : undefined
}

/** What the number of a card says of its holder; undefined for other documents, which say nothing. */
export function holderOf(text: string): { birth: string; gender: 'male' | 'female' } | undefined {
  const found = /^\d{6}(\d{4})(\d{2})\d{2}\d{2}(\d)[\dX]$/.exec(identityNumber(text) ?? '')
  if (!found) return undefined
  return { birth: `${found[1]}-${found[2]}-01`, gender: Number(found[3]) % 2 === 1 ? 'male' : 'female' }
}

/**
 * Another number of a person, as that of a member, in one way of writing. Undefined for what is none: without a digit above
 * 0, or masked.
 */
export function personalNumber(text: string): string | undefined {
  if (/^[\dA-Z]*[1-9][\dA-Z]*$/.test(text)) return text
  const number = plainNumber(text)
  return /[1-9]/.test(number) && !number.includes('*') ? number : undefined
}

function plainNumber(text: string): string {
  return text.normalize('NFKC').replace(/\s/g, '').replace(ZERO_WIDTH, '').toUpperCase()
}

/** The number that the holder of a first-generation card was given: with the century, and the check digit of GB 11643. */
function secondGeneration(number: string): string {
  const body = `${number.slice(0, 6)}19${number.slice(6)}`
  let sum = 0
  for (let i = 0; i < body.length; i++) sum += Number(body[i]) * (2 ** (17 - i) % 11)
  return `${body}${'10X98765432'[sum % 11]}`
}
