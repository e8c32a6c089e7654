import type { ChartStyle } from '../../../dashboard/charts/tokens.ts'

/** A style whose every part can be told apart in an option. */
export const chartStyle: ChartStyle = {
  tokens: {
    ground: '#000',
    panel: '#111',
    raised: '#222',
    hairline: '#333',
    text: '#fff',
    secondary: '#aaa',
    brand: '#fc0',
    series: ['s1', 's2', 's3', 's4', 's5', 's6'],
    mapSteps: ['m1', 'm2', 'm3', 'm4', 'm5'],
    textFont: 'text',
    figureFont: 'figure',
  },
  unit: 1,
  still: false,
  decal: false,
}
