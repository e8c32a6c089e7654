/** A part of a flow, already as pixels of height. */
export interface FlowNode {
  key: string
  value: number
}

export interface FlowBand {
  key: string
  /** SVG path of the band between its node and the trunk. */
  path: string
  /** Top and height of the node, pixels. */
  top: number
  height: number
  /** Middle of its label, moved so that labels keep their distance. */
  label: number
}

export interface FlowSide {
  nodes: readonly FlowNode[]
  /** Left edge of the nodes' outer and of the trunk's side, pixels. */
  x: { node: number; trunk: number }
}

/** Lengths in pixels. */
export interface FlowFrame {
  height: number
  /** Height of the trunk, which all nodes of a side are together. */
  trunk: number
  /** Between two nodes, and between the middles of two labels at the least. */
  gap: number
  line: number
}

/**
 * The bands of one side: nodes stacked with gaps, their other ends without any at the trunk; both in the middle of the
 * height. Pure.
 */
export function planSide({ nodes, x }: FlowSide, { height, trunk, gap, line }: FlowFrame): FlowBand[] {
  const sum = nodes.reduce((all, { value }) => all + value, 0)
  if (sum <= 0 || trunk <= 0) return []
  const scale = trunk / sum
  const middle = (x.node + x.trunk) / 2
  let top = (height - trunk - gap * (nodes.length - 1)) / 2
  let end = (height - trunk) / 2
  const bands = nodes.map(({ key, value }): FlowBand => {
    const size = value * scale
    const [a, b, c, d] = [top, top + size, end, end + size]
    const path = `M${x.node} ${a}C${middle} ${a} ${middle} ${c} ${x.trunk} ${c}V${d}C${middle} ${d} ${middle} ${b} ${x.node} ${b}Z`
    top += size + gap
    end += size
    return { key, path, top: a, height: size, label: a + size / 2 }
  })
  return spread(bands, height, line)
}

/** Moves labels down, then up, until each has its line. */
function spread(bands: readonly FlowBand[], height: number, line: number): FlowBand[] {
  const moved = bands.map(band => ({ ...band }))
  let least = line / 2
  for (const band of moved) {
    band.label = Math.max(band.label, least)
    least = band.label + line
  }
  let most = height - line / 2
  for (const band of [...moved].reverse()) {
    band.label = Math.min(band.label, most)
    most = band.label - line
  }
  return moved
}
