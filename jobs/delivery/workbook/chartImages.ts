import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { ChartOption } from '../../../dashboard/charts/frame.ts'
import type { ChartStyle } from '../../../dashboard/charts/tokens.ts'
import { lightTokens } from './lightTokens.ts'

/** Pixels of the picture per layout pixel: sharp in print. */
const SCALE = 2
const TITLE_HEIGHT = 34
const require = createRequire(import.meta.url)

export interface ChartPicture {
  title: string
  /** Layout pixels. */
  width: number
  height: number
  option(style: ChartStyle): ChartOption
}

/** What draws, and how. */
interface Studio {
  createCanvas: typeof import('@napi-rs/canvas').createCanvas
  init: typeof import('echarts/core').init
  style: ChartStyle
}

let studio: Promise<Studio> | undefined

/**
 * A chart as PNG at twice its layout size, in the light theme, with its title on top. The options are those of the pages;
 * nothing moves. The chart is disposed of before this resolves.
 */
export async function drawChart({ title, width, height, option }: ChartPicture): Promise<Buffer> {
  studio ??= openStudio()
  const { createCanvas, init, style } = await studio
  const canvas = createCanvas(width * SCALE, height * SCALE)
  const chart = init(canvas, null, { renderer: 'canvas', width, height, devicePixelRatio: SCALE })
  try {
    const { text, textFont, panel } = style.tokens
    // neither is there to be pointed at or read aloud
    const { tooltip: _, aria: __, ...drawn } = option(style)
    chart.setOption({
      ...drawn,
      backgroundColor: panel,
      title: {
        text: title,
        left: 8,
        top: 6,
        textStyle: { color: text, fontSize: 15, fontWeight: 'bold', fontFamily: textFont },
      },
      grid: { ...gridOf(drawn), top: TITLE_HEIGHT + 8 },
    })
    return await canvas.encode('png')
  } finally {
    // a canvas lies outside the heap and is let go between turns of the loop: without one, hundreds would pile up
    chart.dispose()
  }
}

function gridOf(option: ChartOption): object {
  return typeof option.grid === 'object' && option.grid !== null ? option.grid : {}
}

/** Loads with the first picture what most processes can do without: it takes longer to load than the rest of the product. */
async function openStudio(): Promise<Studio> {
  const [{ createCanvas, GlobalFonts }, charts, components, { init, setPlatformAPI, use }, renderers] =
    await Promise.all([
      import('@napi-rs/canvas'),
      import('echarts/charts'),
      import('echarts/components'),
      import('echarts/core'),
      import('echarts/renderers'),
    ])
  const { GridComponent, TitleComponent } = components
  use([charts.BarChart, charts.LineChart, GridComponent, TitleComponent, renderers.CanvasRenderer])
  // the layout is measured before there is a canvas to measure it on
  setPlatformAPI({ createCanvas: () => createCanvas(32, 32) })
  const faces = (name: string, family: string, files: RegExp) =>
    registerFaces(GlobalFonts, name, family, files)
  faces('@fontsource-variable/noto-sans-sc', 'Noto Sans SC Variable', /-wght-normal\.woff2$/)
  faces('@fontsource/oxanium', 'Oxanium', /-latin-500-normal\.woff2$/)
  // labels of 16 units are 11 pixels, the size of the table's text beside them
  const style = { tokens: lightTokens(), unit: 11 / 16, still: true, decal: false }
  return { createCanvas, init, style }
}

/** The face of Chinese text comes in a hundred slices, each with some of the characters, under one name. */
function registerFaces(
  fonts: typeof import('@napi-rs/canvas').GlobalFonts,
  name: string,
  family: string,
  files: RegExp,
): void {
  const folder = path.join(path.dirname(require.resolve(`${name}/package.json`)), 'files')
  const found = fs.readdirSync(folder).filter(file => files.test(file))
  for (const file of found)
    if (!fonts.registerFromPath(path.join(folder, file), family))
      throw new Error(`${path.join(folder, file)} is no font that can be drawn`)
  if (found.length === 0) throw new Error(`${folder} holds no file like ${files}`)
}
