/** What a chart takes from the theme; colours as CSS text. */
export interface ChartTokens {
  ground: string
  panel: string
  raised: string
  hairline: string
  text: string
  secondary: string
  brand: string
  /** Six, in the order of use. */
  series: readonly string[]
  /** Five steps of one hue, fewest first. */
  mapSteps: readonly string[]
  /** Text face and the face of figures. */
  textFont: string
  figureFont: string
}

/** How to draw: the same for every chart of the page. */
export interface ChartStyle {
  tokens: ChartTokens
  /** Pixels of one layout unit; every length of a chart is a multiple of it. */
  unit: number
  /** Nothing moves by itself. */
  still: boolean
  /** Patterns beside the colours. */
  decal: boolean
}

/** The tokens of a theme, each read by its name in `themes.css`. */
export function tokensOf(read: (name: string) => string): ChartTokens {
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
