/** The lines of a text after the first, moved in by so many steps of four spaces: SQL that is put into other SQL. */
export function indent(text: string, steps: number): string {
  return text.replaceAll('\n', `\n${'    '.repeat(steps)}`)
}
