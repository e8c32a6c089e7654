/** What steers a terminal or the direction of a text, ends a line, or shows nothing at all. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu
const HIDDEN_IN_LINES = /[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}]/gu

/** Whether a text can be printed as it is, on one line. What somebody types as a name must be plain. */
export function isPlain(text: string): boolean {
  return text.search(HIDDEN) < 0
}

/** As `isPlain`, of a text of several lines. */
export function isPlainInLines(text: string): boolean {
  return text.search(HIDDEN_IN_LINES) < 0
}

/** A text on one line, its hidden characters escaped as JSON escapes them (`\u001b`). */
export function plain(text: string): string {
  return text.replace(HIDDEN, escaped)
}

/** As `plain`, but line ends and tabs stay. Of JSON it makes the same JSON. */
export function plainLines(text: string): string {
  return text.replace(HIDDEN_IN_LINES, escaped)
}

function escaped(character: string): string {
  return character
    .split('')
    .map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
