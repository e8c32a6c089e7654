import {
  AlignmentType,
  Document,
  Footer,
  ImageRun,
  LineRuleType,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx'
import { barsCaption, medianOf, reportBarsOption } from '../../../dashboard/charts/reportBars.ts'
import type { Bulletin, BulletinRow } from '../../../warehouse/bulletins/bulletin.ts'
import { stated } from '../../../warehouse/contract/figureState.ts'
import { figureText, gainText, valueText } from '../../../warehouse/contract/figureText.ts'
import { dayLabel } from '../../../warehouse/contract/periodLabel.ts'
import type { FrozenSet } from '../../../warehouse/frozen/frozenSet.ts'
import { dayOf } from '../../../warehouse/platform/time/day.ts'
import { drawChart } from '../workbook/chartImages.ts'
import { withSubstitutes } from './fontSubstitutes.ts'

/**
 * GB/T 9704-2012: A4, margins 37, 35, 28 and 26 mm, so that the text is 156 by 225 mm; 22 lines a page, 28 characters of
 * size three a line. Lengths in twips, sizes of type in half points.
 */
const MM = 1440 / 25.4
const PAGE = { width: Math.round(210 * MM), height: Math.round(297 * MM) }
const MARGIN = {
  top: Math.round(37 * MM),
  bottom: Math.round(35 * MM),
  left: Math.round(28 * MM),
  right: Math.round(26 * MM),
}
const TEXT_WIDTH = PAGE.width - MARGIN.left - MARGIN.right
const LINES = 22
const LINE = Math.floor((PAGE.height - MARGIN.top - MARGIN.bottom) / LINES)
const HALF_A_LINE = Math.round(LINE / 2)
const SIZE = { two: 44, three: 32, four: 28, five: 21 }
const TWO_CHARACTERS = 640
const FACES = { title: '方正小标宋简体', heading: '黑体', text: '仿宋_GB2312', table: '宋体' }

const PIXELS_PER_BAR = 26
/** More bars than this do not fit a page; the table has all units. */
const MOST_BARS = 25
const CHART_WIDTH = 590

/**
 * The bulletin as a Word document. What the office adds is said at its end: the red head, the number of the document and the
 * seal.
 */
export async function bulletinDocument(bulletin: Bulletin, set: FrozenSet): Promise<Buffer> {
  const { title, name, org, paragraphs, request } = bulletin
  const issuedOn = dayLabel(dayOf(set.frozenAt))
  const document = new Document({
    creator: '团数',
    title: `${title}（${name}）`,
    styles: { default: { document: { run: { font: faceOf(FACES.text), size: SIZE.three } } } },
    sections: [
      {
        properties: {
          page: { size: PAGE, margin: { ...MARGIN, footer: MARGIN.bottom - Math.round(7 * MM) - LINE } },
        },
        footers: { default: pageNumber() },
        children: [
          line([run(name, { face: FACES.text })], { alignment: AlignmentType.CENTER }),
          line([run(title, { face: FACES.title, size: SIZE.two })], {
            alignment: AlignmentType.CENTER,
            spacing: { before: LINE, after: LINE, line: LINE + 40, lineRule: LineRuleType.EXACT },
          }),
          ...paragraphs.map(text => line([run(text)], { indent: { firstLine: TWO_CHARACTERS } })),
          line([run(request)], { indent: { firstLine: TWO_CHARACTERS } }),
          line([run('附表：各单位情况')], { indent: { firstLine: TWO_CHARACTERS }, spacing: spaced(LINE) }),
          line([run(org.fullName)], { alignment: AlignmentType.RIGHT, spacing: spaced(LINE) }),
          line([run(issuedOn)], { alignment: AlignmentType.RIGHT }),
          line([run('附表', { face: FACES.heading })], { pageBreakBefore: true }),
          line([run('各单位情况', { face: FACES.title, size: SIZE.three })], {
            alignment: AlignmentType.CENTER,
          }),
          tableOf(bulletin),
          ...(await chartOf(bulletin)),
          note(remarkOf(bulletin, set)),
        ],
      },
    ],
  })
  return withSubstitutes(await Packer.toBuffer(document))
}

function spaced(before: number) {
  return { before, line: LINE, lineRule: LineRuleType.EXACT }
}

type ParagraphOptions = Exclude<ConstructorParameters<typeof Paragraph>[0], string>

function line(children: TextRun[], options: ParagraphOptions = {}): Paragraph {
  return new Paragraph({ spacing: spaced(0), ...options, children })
}

function faceOf(eastAsia: string) {
  // Latin letters and digits in the face that official documents have beside it
  return {
    ascii: 'Times New Roman',
    hAnsi: 'Times New Roman',
    cs: 'Times New Roman',
    eastAsia,
    hint: 'eastAsia',
  }
}

function run(text: string, { face = FACES.text, size = SIZE.three, isBold = false } = {}): TextRun {
  return new TextRun({ text, font: faceOf(face), size, bold: isBold })
}

/** `— 1 —`, size four. */
function pageNumber(): Footer {
  return new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        children: [
          new TextRun({
            children: ['— ', PageNumber.CURRENT, ' —'],
            font: faceOf(FACES.table),
            size: SIZE.four,
          }),
        ],
      }),
    ],
  })
}

function tableOf(bulletin: Bulletin): Table {
  const { columns, rows, total } = bulletin
  const heads = [
    '名次',
    '单位',
    ...columns.flatMap(({ title, unit, hasChange }) => [
      `${title}（${unit}）`,
      ...(hasChange ? ['较上期'] : []),
    ]),
  ]
  const rank = Math.round(TEXT_WIDTH * 0.08)
  const name = Math.round(TEXT_WIDTH * 0.24)
  const rest = Math.floor((TEXT_WIDTH - rank - name) / (heads.length - 2))
  const widths = heads.map((_, i) => (i === 0 ? rank : i === 1 ? name : rest))
  const rowOf = (texts: readonly string[], isBold: boolean, isHead: boolean) =>
    new TableRow({
      tableHeader: isHead,
      cantSplit: true,
      children: texts.map((text, i) =>
        cellOf(text, { width: widths[i] ?? rest, isBold, isFigure: i > 1 && !isHead, isHead }),
      ),
    })
  return new Table({
    width: { size: TEXT_WIDTH, type: WidthType.DXA },
    columnWidths: widths,
    rows: [
      rowOf(heads, true, true),
      ...rows.map(row => rowOf(textsOf(bulletin, row), row.isRed, false)),
      rowOf(textsOf(bulletin, total), true, false),
    ],
  })
}

function cellOf(
  text: string,
  { width, isBold, isFigure, isHead }: { width: number; isBold: boolean; isFigure: boolean; isHead: boolean },
): TableCell {
  const alignment = isFigure ? AlignmentType.RIGHT : isHead ? AlignmentType.CENTER : AlignmentType.LEFT
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    verticalAlign: VerticalAlign.CENTER,
    margins: { left: 60, right: 60, top: 30, bottom: 30 },
    children: [
      new Paragraph({ alignment, children: [run(text, { face: FACES.table, size: SIZE.five, isBold })] }),
    ],
  })
}

function textsOf({ columns }: Bulletin, { name, rank, isRed, cells }: BulletinRow): string[] {
  return [
    rank === null ? '' : String(rank),
    isRed ? `${name}（通报）` : name,
    ...columns.flatMap(({ unit, hasChange }, i) => {
      const cell = cells[i] ?? { ...stated(null), change: null }
      return hasChange ? [figureText(cell, unit), changeOf(cell.change, unit)] : [figureText(cell, unit)]
    }),
  ]
}

function changeOf(change: number | null, unit: Bulletin['columns'][number]['unit']): string {
  if (change === null) return '—'
  return /[1-9]/.test(valueText(change, unit)) ? gainText(change, unit).replace('%', '') : '持平'
}

async function chartOf({ columns, rows, rankedBy }: Bulletin): Promise<Paragraph[]> {
  const column = columns[rankedBy]
  const shown = rows.slice(0, MOST_BARS)
  if (!column || shown.length === 0) return []
  const height = 70 + shown.length * PIXELS_PER_BAR
  const data = {
    title: column.title,
    unit: column.unit,
    rows: shown.map(row => ({ name: row.name, ...(row.cells[rankedBy] ?? stated(null)) })),
    color: 0,
    median: medianOf(rows.map(({ cells }) => cells[rankedBy] ?? stated(null))),
  }
  const png = await drawChart({
    title: barsCaption(data),
    width: CHART_WIDTH,
    height,
    option: style => reportBarsOption(data, { bars: 'lying' }, style),
  })
  return [
    new Paragraph({
      alignment: AlignmentType.CENTER,
      spacing: { before: HALF_A_LINE },
      children: [new ImageRun({ type: 'png', data: png, transformation: { width: CHART_WIDTH, height } })],
    }),
  ]
}

function note(text: string): Paragraph {
  return new Paragraph({
    spacing: { before: HALF_A_LINE },
    children: [run(text, { face: FACES.table, size: SIZE.five })],
  })
}

function remarkOf({ columns, previous }: Bulletin, { checksum }: FrozenSet): string {
  const changes = columns.some(({ hasChange }) => hasChange)
  const since =
    previous && changes ? `“较上期”为与${previous.name}（截至${previous.until}）相比，比率为百分点。` : ''
  return `${since}本件由团数按封存的数据生成，校验码 ${checksum.slice(0, 16)}。发文机关标志、发文字号、签发和印章由办公室按规定编排。`
}
