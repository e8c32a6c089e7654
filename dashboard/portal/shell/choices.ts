/** One of several to choose from. Its value is never empty: "all" is spelled out. */
export interface Choice {
  value: string
  label: string
}

/** The choice that leaves nothing out. */
export const ALL = 'all'

/** The choices as they are; throws when one of them has no value of its own. */
export function withValues(choices: readonly Choice[]): readonly Choice[] {
  const empty = choices.find(({ value }) => value === '')
  if (empty) throw new Error(`the choice "${empty.label}" has no value`)
  return choices
}
