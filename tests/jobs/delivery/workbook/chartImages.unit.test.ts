import { createCanvas, loadImage } from '@napi-rs/canvas'
import { describe, expect, it } from 'vitest'
import { reportBarsOption } from '../../../../dashboard/charts/reportBars.ts'
import { drawChart } from '../../../../jobs/delivery/workbook/chartImages.ts'
import { lightTokens } from '../../../../jobs/delivery/workbook/lightTokens.ts'

const draw = (name: string) =>
  drawChart({
    title: '',
    width: 400,
    height: 100,
    option: style =>
      reportBarsOption(
        { title: '', unit: '个', color: 0, rows: [{ name, state: 'value', value: 5 }] },
        { bars: 'lying' },
        style,
      ),
  })

/** Colours of a picture, each with its number of pixels. */
async function coloursOf(png: Buffer): Promise<Map<string, number>> {
  const image = await loadImage(png)
  const canvas = createCanvas(image.width, image.height)
  const context = canvas.getContext('2d')
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, image.width, image.height)
  const counts = new Map<string, number>()
  for (let i = 0; i < data.length; i += 4) {
    const colour = `#${[data[i], data[i + 1], data[i + 2]].map(each => (each ?? 0).toString(16).padStart(2, '0')).join('')}`
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  return counts
}

describe('chart pictures', { timeout: 30_000 }, () => {
  it('have twice the pixels of their layout, in the colours of the light theme', async () => {
    const png = await draw('天河区')
    const image = await loadImage(png)
    expect([image.width, image.height]).toEqual([800, 200])
    const colours = await coloursOf(png)
    const { panel, series } = lightTokens()
    expect(panel).toBe('#ffffff')
    expect(colours.get(panel)).toBeGreaterThan(50_000)
    expect(colours.get(series[0] ?? '')).toBeGreaterThan(10_000)
  })

  it('draw Chinese characters, common and rare, and not boxes in their place', async () => {
    // boxes would make every character look the same
    const pictures = await Promise.all(['天天天', '河河河', '圳圳圳', '邕邕邕', '龘龘龘'].map(draw))
    expect(new Set(pictures.map(png => png.toString('base64'))).size).toBe(5)
    expect((await draw('天天天')).equals(pictures[0] ?? Buffer.alloc(0))).toBe(true)
  })
})
