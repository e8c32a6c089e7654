import type { ChartTokens } from '../charts/tokens.ts'

/** The tokens of the theme in force, for charts: a canvas knows no CSS variables. */
export function readTokens(): ChartTokens {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    ground: read('ground'),
    panel: read('panel'),
    raised: read('raised'),
    hairline: read('hairline'),
    text: read('text'),
    secondary: read('secondary'),
    brand: read('brand'),
    series: [1, 2, 3, 4, 5, 6].map(n => read(`series-${n}`)),
    mapSteps: [1, 2, 3, 4, 5].map(n => read(`map-${n}`)),
    textFont: read('text-font'),
    figureFont: read('figure-font'),
  }
}
