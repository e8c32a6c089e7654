import { type BulletinEntry, PLACE } from '../catalogue/bulletins/bulletin.ts'
import { definitionText } from '../catalogue/definitionText.ts'
import { METRICS } from '../catalogue/metrics.ts'
import type { StatedFigure } from '../contract/figureState.ts'
import { figureText } from '../contract/figureText.ts'
import { orgName } from '../contract/orgName.ts'
import type { Unit } from '../contract/unit.ts'
import { formatDay } from '../platform/time/day.ts'
import type { Bulletin, BulletinCell, BulletinRow } from './bulletin.ts'
import {
  bulletinName,
  changeInSentence,
  childrenOfRealm,
  figureInSentence,
  realmOf,
  untilText,
} from './bulletinWords.ts'
import type { BulletinReading } from './readBulletin.ts'

/** Names that a sentence lists; more are counted. */
const MOST_NAMED = 20

/**
 * The bulletin of a reading under its number. Pure. `previous`: the last one of the same kind and organisation, whose figures
 * the changes start from.
 */
export function composeBulletin(
  reading: BulletinReading,
  number: number,
  previous: Bulletin | undefined,
): Bulletin {
  const { entry, org, parent, window, until } = reading
  const year = yearOf(reading)
  const columns = entry.columns.map(({ figure, title, change = false }) => {
    const id = entry.figures[figure]?.metric
    const metric = id && METRICS.get(id)
    return {
      figure,
      title,
      unit: unitOf(entry, figure),
      metric: id ?? '',
      definition: metric ? definitionText(metric) : '',
      hasChange: change,
    }
  })
  const before = new Map(
    [...(previous?.rows ?? []), ...(previous ? [previous.total] : [])].map(row => [row.id, row]),
  )
  const rowOf = (id: string, name: string, figureOf: (figure: string) => StatedFigure): BulletinRow => ({
    id,
    name,
    rank: null,
    isRed: false,
    cells: columns.map(({ figure }): BulletinCell => {
      const now = figureOf(figure)
      const place = previous?.columns.findIndex(column => column.figure === figure) ?? -1
      return { ...now, change: differenceOf(now, before.get(id)?.cells[place]) }
    }),
  })
  const rankedBy = columns.findIndex(({ figure }) => figure === entry.ranking.figure)
  const units = reading.children
    .filter(({ type }) => type !== 'branch' || parent.level > 3)
    .map(child => rowOf(child.id, orgName(child), figure => reading.of(figure, child.id)))
  const rows = ranked(units, rankedBy, entry.ranking.better).map(row => ({
    ...row,
    isRed: isRed(entry, row),
  }))
  const total = rowOf(org.id, '合计', reading.total)
  const figures = Object.fromEntries(Object.keys(entry.figures).map(name => [name, reading.total(name)]))
  const bulletin: Bulletin = {
    kind: entry.id,
    department: entry.department,
    title: entry.title,
    year,
    number,
    name: bulletinName(year, number),
    org: {
      id: org.id,
      name: orgName(parent),
      fullName: parent.fullName || orgName(parent),
      level: parent.level,
    },
    from: formatDay(window.from),
    to: formatDay(window.to),
    until: untilText(until),
    previous: previous ? { name: previous.name, until: previous.until } : null,
    paragraphs: [],
    request: entry.request,
    figures,
    columns,
    rows,
    total,
    rankedBy,
  }
  return {
    ...bulletin,
    paragraphs: entry.paragraphs.flatMap(text => paragraphOf(text, entry, bulletin, previous) ?? []),
  }
}

/** The year whose numbers it takes: that of the last day it measures. */
export function yearOf({ window }: Pick<BulletinReading, 'window'>): number {
  return Number(formatDay(window.to).slice(0, 4))
}

function unitOf({ figures }: BulletinEntry, name: string): Unit {
  const figure = figures[name]
  return figure?.unit ?? (figure && METRICS.get(figure.metric)?.unit) ?? '个'
}

function differenceOf(now: StatedFigure, before: StatedFigure | undefined): number | null {
  return now.state === 'value' && before?.state === 'value' ? now.value - before.value : null
}

/** By their place, equal ones alike; in the order of the tree among equals. */
function ranked(rows: readonly BulletinRow[], by: number, better: 'more' | 'less'): BulletinRow[] {
  const placedBy = ({ cells }: BulletinRow) => cells[by]?.value ?? null
  const sign = better === 'more' ? -1 : 1
  const isBefore = (a: number, b: number) => sign * (a - b) < 0
  const values = rows.flatMap(row => placedBy(row) ?? [])
  const placed = rows.map(row => {
    const value = placedBy(row)
    return value === null ? row : { ...row, rank: 1 + values.filter(each => isBefore(each, value)).length }
  })
  const last = rows.length + 1
  return placed.sort((a, b) => (a.rank ?? last) - (b.rank ?? last))
}

function isRed({ red, columns }: BulletinEntry, { cells }: BulletinRow): boolean {
  const cellOf = (figure: string) => cells[columns.findIndex(column => column.figure === figure)]
  const value = cellOf(red.figure)?.value ?? null
  if (value === null) return false
  const isBeyond = red.below === undefined ? value > (red.above ?? Infinity) : value < red.below
  const gain = red.without ? (cellOf(red.without)?.change ?? null) : null
  // without a last bulletin nobody is known to stand still
  return isBeyond && (!red.without || (gain !== null && gain <= 0))
}

/** A paragraph with its figures; undefined where what it tells of is not there. */
function paragraphOf(
  text: string,
  entry: BulletinEntry,
  bulletin: Bulletin,
  previous: Bulletin | undefined,
): string | undefined {
  const { ranking } = entry
  const told = bulletin.rows.filter(({ rank }) => rank !== null)
  // of few units the first are the last
  const named = Math.min(ranking.named, Math.floor(told.length / 2))
  const words: Readonly<Record<string, string>> = {
    截至: bulletin.until,
    范围: realmOf(bulletin.org),
    下级: childrenOfRealm(bulletin.org),
    上期: previous ? `上期（截至${previous.until}）` : '',
    居前: named > 0 ? rowsInWords(told.slice(0, named), bulletin) : '',
    居后: named > 0 ? rowsInWords(told.slice(-named), bulletin) : '',
    红名单: namesInWords(bulletin.rows.filter(row => row.isRed).map(({ name }) => name)),
  }
  let isWhole = true
  const sentence = text.replace(PLACE, (_, name: string, change: string | undefined) => {
    const word = words[name]
    if (word !== undefined) {
      isWhole &&= word !== ''
      return word
    }
    const figure = bulletin.figures[name] ?? { state: 'no_data', value: null }
    const unit = unitOf(entry, name)
    if (!change) return figureInSentence(figure, unit)
    return changeInSentence(differenceOf(figure, previous?.figures[name]), unit)
  })
  return isWhole ? sentence : undefined
}

/** `团广州市委（98.0%）、团深圳市委（97.2%）`. */
function rowsInWords(rows: readonly BulletinRow[], { columns, rankedBy }: Bulletin): string {
  const unit = columns[rankedBy]?.unit ?? '个'
  return rows
    .map(({ name, cells }) => {
      const cell = cells[rankedBy]
      return cell ? `${name}（${figureText(cell, unit)}${unit === '%' ? '' : unit}）` : name
    })
    .join('、')
}

function namesInWords(names: readonly string[]): string {
  if (names.length <= MOST_NAMED) return names.join('、')
  return `${names.slice(0, MOST_NAMED).join('、')}等${names.length}个单位`
}
