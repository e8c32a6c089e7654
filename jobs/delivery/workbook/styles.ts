import type { Alignment, Border, Borders, Fill, Font, Style } from 'exceljs'

/** How cells look. A printed document: black on white, thin lines, one pale fill. */
export type StyleName =
  | 'title'
  | 'subtitle'
  | 'stamp'
  | 'headline'
  | 'group'
  | 'head'
  | 'index'
  | 'name'
  | 'figure'
  | 'text'
  | 'peers'
  | 'ownIndex'
  | 'ownName'
  | 'ownFigure'
  | 'totalName'
  | 'totalFigure'
  | 'id'
  | 'note'
  | 'coverOrg'
  | 'coverTitle'
  | 'coverMonth'
  | 'section'
  | 'paragraph'

const FACE = '微软雅黑'
const SWISS = 2
const GB2312 = 134
const TEXT = 'FF14233A'
const SECONDARY = 'FF4A5F7D'
const LINE: Partial<Border> = { style: 'thin', color: { argb: 'FFB4C0CF' } }
const STRONG: Partial<Border> = { style: 'medium', color: { argb: 'FF4A5F7D' } }
const HEAD_FILL = 'FFE6EDF6'
const TOTAL_FILL = 'FFF1F5FA'

const box: Partial<Borders> = { top: LINE, left: LINE, bottom: LINE, right: LINE }
const totalBox: Partial<Borders> = { ...box, top: STRONG, bottom: STRONG }

function fill(argb: string): Fill {
  return { type: 'pattern', pattern: 'solid', fgColor: { argb } }
}
function font(size: number, rest: Partial<Font> = {}): Partial<Font> {
  // where the face is missing, as on Kylin and UOS, family and character set lead to another sans-serif with Chinese
  return { name: FACE, family: SWISS, charset: GB2312, size, color: { argb: TEXT }, ...rest }
}
function align(
  horizontal: NonNullable<Alignment['horizontal']>,
  rest: Partial<Alignment> = {},
): Partial<Alignment> {
  return { horizontal, vertical: 'middle', ...rest }
}

const wrap: Partial<Alignment> = { wrapText: true }
const index: Partial<Style> = {
  font: font(10, { color: { argb: SECONDARY } }),
  alignment: align('center'),
  border: box,
}
const name: Partial<Style> = { font: font(10), alignment: align('left', wrap), border: box }
const figure: Partial<Style> = { font: font(10), alignment: align('right'), border: box }
const own: Partial<Style> = { fill: fill('FFFAFBFD') }

const STYLES: Readonly<Record<StyleName, Partial<Style>>> = {
  title: { font: font(18, { bold: true }), alignment: align('center') },
  subtitle: { font: font(9, { color: { argb: SECONDARY } }), alignment: align('center', wrap) },
  stamp: { font: font(9, { color: { argb: SECONDARY } }), alignment: align('right') },
  headline: { font: font(11), alignment: align('left', { ...wrap, indent: 1 }) },
  group: {
    font: font(10, { bold: true }),
    alignment: align('center', wrap),
    fill: fill(HEAD_FILL),
    border: box,
  },
  head: {
    font: font(9, { color: { argb: SECONDARY } }),
    alignment: align('center', wrap),
    fill: fill(HEAD_FILL),
    border: box,
  },
  index,
  name,
  figure,
  text: { font: font(10), alignment: align('left', wrap), border: box },
  peers: { font: font(10, { bold: true }), alignment: align('left'), fill: fill(TOTAL_FILL), border: box },
  ownIndex: { ...index, ...own },
  ownName: { ...name, ...own },
  ownFigure: { ...figure, ...own },
  totalName: {
    font: font(10, { bold: true }),
    alignment: align('center'),
    fill: fill(TOTAL_FILL),
    border: totalBox,
  },
  totalFigure: {
    font: font(10, { bold: true }),
    alignment: align('right'),
    fill: fill(TOTAL_FILL),
    border: totalBox,
  },
  id: { font: font(9, { color: { argb: SECONDARY } }), alignment: align('left') },
  note: {
    font: font(9, { color: { argb: SECONDARY } }),
    alignment: align('left', { ...wrap, vertical: 'top' }),
  },
  coverOrg: { font: font(20), alignment: align('center') },
  coverTitle: { font: font(30, { bold: true, color: { argb: 'FFA3121B' } }), alignment: align('center') },
  coverMonth: { font: font(16), alignment: align('center') },
  section: {
    font: font(12, { bold: true }),
    alignment: align('left'),
    border: { bottom: { style: 'medium', color: { argb: 'FFA3121B' } } },
  },
  paragraph: { font: font(10), alignment: align('left', { ...wrap, vertical: 'top' }) },
}

// the library looks a style up by its object: one object per look keeps both time and the file small
const known = new Map<string, Partial<Style>>()

/** The look of a cell with this number format; the same object every time. Text keeps the format of text when edited. */
export function styleOf(style: StyleName, format = '@'): Partial<Style> {
  const key = `${style}|${format}`
  let found = known.get(key)
  if (!found) {
    found = { ...STYLES[style], numFmt: format }
    known.set(key, found)
  }
  return found
}
