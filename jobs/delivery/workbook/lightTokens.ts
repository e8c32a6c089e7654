import fs from 'node:fs'
import { type ChartTokens, tokensOf } from '../../../dashboard/charts/tokens.ts'

const THEMES = new URL('../../../dashboard/parts/themes.css', import.meta.url)

/** The tokens of the light theme, from the style sheet that the pages use: pictures on paper look like the page. */
export function lightTokens(): ChartTokens {
  const css = fs.readFileSync(THEMES, 'utf8')
  const values = new Map<string, string>()
  for (const [, selector = '', body = ''] of css.matchAll(/^(:root[^{]*)\{([^}]*)\}/gm)) {
    if (selector.includes('data-theme') && !selector.includes('light')) continue
    for (const [, name = '', value = ''] of body.matchAll(/--([\w-]+):\s*([^;]+);/g))
      values.set(name, value.trim())
  }
  return tokensOf(name => {
    const value = values.get(name)
    if (value === undefined)
      throw new Error(`dashboard/parts/themes.css has no --${name} for the light theme`)
    return value
  })
}
