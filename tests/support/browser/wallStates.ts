import {
  FIGURE_STATES,
  type FigureState,
  type StatedFigure,
} from '../../../warehouse/contract/figureState.ts'
import type { Panel, Picture } from '../../../warehouse/contract/picture.ts'
import type { SampleOrg } from './sampleProvince.ts'
import type { WallServerOptions } from './wallServer.ts'

/** A state of the wall that is looked at in every scene: what its server does differently. */
export interface WallState {
  /** What is expected to be seen. */
  title: string
  options: Partial<WallServerOptions>
  /** What stands on the page once the state is there; a panel by default. */
  shows?: string
}

const AGE_MS = 15 * 60_000
/** The largest province has some 8 million members, the sample 2.8 million. */
const LARGEST_PER_SAMPLE = 3

/** Units of the longest names there are, as a province of autonomous counties has them. */
const LONG_NAMES = [
  '双江拉祜族佤族布朗族傣族自治县',
  '积石山保安族东乡族撒拉族自治县',
  '克孜勒苏柯尔克孜自治州',
  '巴音郭楞蒙古自治州',
  '镇沅彝族哈尼族拉祜族自治县',
]

export function withLongNames(orgs: ReadonlyMap<string, SampleOrg>): Map<string, SampleOrg> {
  const renamed = new Map<string, SampleOrg>()
  // parents come before their children
  for (const [index, [id, org]] of [...orgs].entries()) {
    const parent = org.parent && (renamed.get(org.parent.id) ?? null)
    const name = `共青团${LONG_NAMES[index % LONG_NAMES.length]}委员会`
    renamed.set(id, { ...org, parent, name })
  }
  return renamed
}

/** A province as large as the largest. */
export function enlarged(orgs: ReadonlyMap<string, SampleOrg>): Map<string, SampleOrg> {
  const grown = new Map<string, SampleOrg>()
  for (const [id, org] of orgs) {
    const parent = org.parent && (grown.get(org.parent.id) ?? null)
    grown.set(id, { ...org, parent, weight: org.weight * LARGEST_PER_SAMPLE })
  }
  return grown
}

const STATE_NAMES: ReadonlySet<string> = new Set(FIGURE_STATES)
const isFigure = (node: object): node is StatedFigure =>
  'value' in node && 'state' in node && typeof node.state === 'string' && STATE_NAMES.has(node.state)

/** Calls back for every figure of a picture, wherever it stands. */
function eachFigure(node: unknown, change: (figure: object & StatedFigure) => void): void {
  if (typeof node !== 'object' || node === null) return
  if (isFigure(node)) change(node)
  for (const child of Object.values(node)) eachFigure(child, change)
}

const absent =
  (state: Exclude<FigureState, 'value'>) =>
  (picture: Picture): void =>
    eachFigure(picture.panels, figure =>
      Object.assign(figure, { state, value: null }, state === 'suppressed' ? { k: 3 } : {}),
    )

const eachPanel =
  (change: (panel: Panel, index: number, picture: Picture) => void) =>
  (picture: Picture): void => {
    for (const [index, panel] of Object.values(picture.panels).entries()) change(panel, index, picture)
  }

/** Every state in which a wall may stand but those of its connection, by name. */
export const PICTURE_STATES: Readonly<Record<string, WallState>> = {
  live: { title: '实时', options: {} },
  empty: { title: '空库：计数为 0，比率没有基数，列表为空', options: { isEmpty: () => true } },
  ...Object.fromEntries(
    FIGURE_STATES.filter(state => state !== 'value').map(state => [
      state,
      { title: `每个数都是 ${state}`, options: { alter: absent(state) } },
    ]),
  ),
  late: {
    title: '每个面板停在 15 分钟前',
    options: { alter: eachPanel(panel => (panel.asOf -= AGE_MS)) },
  },
  failing: {
    title: '一半面板算不出来：有的从未有过，有的停在上一次',
    options: {
      alter: eachPanel((panel, index, picture) => {
        if (index % 2 === 0) return
        panel.asOf -= AGE_MS
        panel.failure = { message: '查询超过 30 秒，已停止', since: picture.builtAt - AGE_MS }
        if (index % 4 === 1) panel.content = null
      }),
    },
  },
  not_told: {
    title: '每个面板都不对这一级组织开放',
    options: {
      alter: eachPanel(panel => {
        panel.content = null
        panel.notTold = '只统计到市级，县级及以下不显示'
      }),
    },
  },
  loading: {
    title: '正在载入历史',
    options: {
      alterStatus: status =>
        void Object.assign(status, { feed: 'behind', loading: { share: 0.43, text: '正在载入历史' } }),
    },
  },
  no_ingest: {
    title: '采集进程没有声息',
    options: { alterStatus: status => void Object.assign(status, { feed: 'lost' }) },
  },
}

/** States of the line to the server, by name: each needs a page of its own. */
export const LINE_STATES: Readonly<Record<string, WallState>> = {
  polling: { title: '降级连接', options: { transports: ['polling'] } },
  waiting: { title: '第一幅画面迟迟不到', options: { slow: () => new Promise(() => {}) } },
  refused: {
    title: '不予接入',
    options: { refuse: () => '同时打开的大屏已达上限 200 个，请关闭不用的大屏' },
    shows: '.nothing',
  },
}
