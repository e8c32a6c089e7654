import { type ChartTokens, tokensOf } from '../charts/tokens.ts'

/** The tokens of the theme in force, for charts: a canvas knows no CSS variables. */
export function readTokens(): ChartTokens {
  const style = getComputedStyle(document.documentElement)
  return tokensOf(name => style.getPropertyValue(`--${name}`).trim())
}
