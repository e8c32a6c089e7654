import { definitionText } from '../catalogue/definitionText.ts'
import { breakdownTitle, labelOf } from '../catalogue/labels.ts'
import type { Metric } from '../catalogue/metrics.ts'
import { type StatedFigure, stated, statedIn } from '../contract/figureState.ts'
import { orgName } from '../contract/orgName.ts'
import { TARGET_STATES } from '../contract/targetState.ts'
import type { Org } from '../orgs/readOrgs.ts'
import { formatDay } from '../platform/time/day.ts'
import { missingInWords } from '../reports/outlook.ts'
import { peersOf } from '../reports/peers.ts'
import type {
  CampaignAnswer,
  CampaignInfo,
  TargetAnswer,
  TargetForecast,
  TargetStanding,
} from './campaignAnswer.ts'
import { type Campaign, type Target, targetAt } from './campaigns.ts'
import { forecastOf } from './forecast.ts'
import { judgeTarget } from './judgeTarget.ts'
import type { CampaignReading, SeenTarget } from './readCampaign.ts'
import { askName, type Looks, looksOf } from './targetAsks.ts'
import { headlineOf } from './targetHeadline.ts'
import type { TargetRow } from './targetRows.ts'

const WEEK = 7

/** The page of a campaign. Pure. What the reading hides takes every share, place and forecast with it. */
export function answerCampaign(reading: CampaignReading): CampaignAnswer {
  const { campaign, phase, parent, org, today, asOf, missing, untold } = reading
  return {
    campaign: campaignInfo(campaign, today),
    phase: phase.name,
    org: { id: org.id, name: orgName(parent), level: parent.level },
    today: formatDay(today),
    asOf,
    missing: [...missing],
    notes: [
      ...(untold.length > 0 ? [`${untold.join('、')}只显示到市级，这里不显示。`] : []),
      ...missing.map(each => `${missingInWords(each)}。`),
    ],
    targets: reading.targets.map(seen => targetAnswer(reading, seen)),
  }
}

/** A campaign as a list names it. */
export function campaignInfo({ id, title, phases }: Campaign, today: number): CampaignInfo {
  return {
    id,
    title,
    phases: phases.map(({ name, window: { from, to } }) => ({
      name,
      startsOn: formatDay(from),
      dueOn: formatDay(to),
      course: today < from ? 'not_begun' : today > to ? 'over' : 'running',
    })),
  }
}

function targetAnswer(reading: CampaignReading, seen: SeenTarget): TargetAnswer {
  const { org, parent, children } = reading
  const { metric, by, direction } = seen.target
  const shown = seen.hasRows ? children : []
  const total = standingOf(reading, seen, parent, { rows: 'total', at: org.id, canDrill: false })
  const standings = shown.map(child =>
    standingOf(reading, seen, child, {
      rows: 'children',
      at: child.id,
      canDrill: child.type !== 'branch',
    }),
  )
  const rows = inOrder(withRanks(shown, standings))
  const item = by ? `（${breakdownTitle(by.breakdown)}：${labelOf(by.breakdown, by.item)}）` : ''
  const answer = {
    metric: metric.id,
    title: `${metric.title}${item}`,
    unit: metric.unit,
    definition: definitionText(metric),
    direction,
    sources: sourcesOf(reading, seen.target, [parent, ...shown]),
    headline: '',
    total,
    rows,
  }
  return { ...answer, headline: headlineOf(answer, orgName(parent)) }
}

function standingOf(
  reading: CampaignReading,
  seen: SeenTarget,
  org: Org,
  { rows, at, canDrill }: { rows: 'children' | 'total'; at: string; canDrill: boolean },
): TargetStanding {
  const { places, today } = reading
  const { target, index } = seen
  const row = targetAt(target, places.get(org.id))
  const window = row?.window ?? seen.window
  const looks = looksOf(target, window, today)
  const figureOn = (day: number) =>
    figureOf(reading, askName(rows, index, window.from, day), at, target.by?.item ?? '')
  const figure = looks ? figureOn(looks.now) : null
  const judged = row
    ? judgeTarget({ ...row, figure, accumulates: accumulates(target.metric) }, today)
    : undefined
  const isOpen = judged?.state === 'behind' || judged?.state === 'on_pace'
  const standing = {
    id: org.id,
    name: orgName(org),
    canDrill,
    target: row?.target ?? null,
    startsOn: formatDay(window.from),
    dueOn: formatDay(window.to),
    figure,
    measuredOn: looks ? formatDay(looks.now) : null,
    share: judged?.share ?? null,
    elapsed: judged?.elapsed ?? null,
    state: judged?.state ?? null,
    rank: null,
    forecast: null,
  }
  if (!row || !looks || !isOpen || today > window.to || figure?.state !== 'value') return standing
  return { ...standing, forecast: forecastFor(row, figure.value, looks, figureOn, today) }
}

/** By the figures of the days before, as far back as each is known. Of a limit that is kept there is nothing to expect. */
function forecastFor(
  { metric, direction, target }: TargetRow,
  value: number,
  { before, stepDays }: Looks,
  figureOn: (day: number) => StatedFigure,
  today: number,
): TargetForecast | null {
  const isDown = direction === 'at_most'
  if (isDown && (value <= target || accumulates(metric))) return null
  const values: number[] = []
  for (const day of before) {
    const figure = figureOn(day)
    if (figure.state !== 'value') break
    values.unshift(isDown ? -figure.value : figure.value)
  }
  const found = forecastOf({ values, stepDays }, Math.abs(target - value), today)
  if (found.kind === 'none') return found
  return {
    kind: 'day',
    day: formatDay(found.day),
    earliest: formatDay(found.earliest),
    latest: found.latest === null ? null : formatDay(found.latest),
    basis: `近 ${found.steps} ${stepDays === WEEK ? '周' : '个月'}`,
  }
}

function figureOf({ answers }: CampaignReading, name: string, at: string, item: string): StatedFigure {
  const cell = answers.get(name)?.cells.find(each => each.org === at && each.item === item)
  if (!cell) return stated(null)
  // what the data cover in part would pass for too little
  return cell.isPartial ? { state: 'before_data', value: null } : statedIn(cell)
}

function accumulates(metric: Metric): boolean {
  if (metric.kind === 'computed') return metric.over !== 'last' && !metric.isRatio
  return metric.kind === 'flow'
}

/**
 * Places by the share, the largest first, among the children of the same kind. While the value of any of them is not computed
 * nobody of the kind has a place, and nobody whose value is hidden has one.
 */
function withRanks(children: readonly Org[], standings: readonly TargetStanding[]): TargetStanding[] {
  const peers = children.map(peersOf)
  return standings.map((standing, i) => {
    const own = peers[i]
    const rivals = standings.filter((_, j) => own !== undefined && peers[j] === own)
    const shares = rivals.flatMap(({ share }) => share ?? [])
    const isPending = rivals.some(({ target, figure }) => target !== null && figure?.state === 'not_computed')
    const { share } = standing
    if (own === undefined || share === null || isPending || shares.length < 2) return standing
    const place = 1 + shares.filter(other => other > share).length
    return { ...standing, rank: { place, of: shares.length, peers: own } }
  })
}

/** The most urgent first: by the state, then the smallest share; what has no target last, in the order of the tree. */
function inOrder(rows: readonly TargetStanding[]): TargetStanding[] {
  const urgency = ({ state }: TargetStanding) =>
    state === null ? TARGET_STATES.length : TARGET_STATES.indexOf(state)
  return [...rows].sort((a, b) => urgency(a) - urgency(b) || (a.share ?? 0) - (b.share ?? 0))
}

function sourcesOf({ places }: CampaignReading, target: Target, shown: readonly Org[]): string[] {
  return [...new Set(shown.flatMap(({ id }) => targetAt(target, places.get(id))?.source ?? []))]
}
