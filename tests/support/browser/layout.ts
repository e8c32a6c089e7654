import type { Page } from 'playwright-core'

export interface Box {
  label: string
  left: number
  top: number
  right: number
  bottom: number
}

/** What the page's elements are asked for; the tests are compiled without the types of a browser. */
export interface Node {
  ownerDocument: {
    defaultView: { getComputedStyle(node: Node): { transitionDuration: string; fontSize: string } }
  }
  childNodes: Iterable<{ nodeType: number; textContent: string }>
  tagName: string
  contains(other: Node): boolean
  querySelectorAll(selector: string): Iterable<Node>
  getBoundingClientRect(): {
    left: number
    top: number
    right: number
    bottom: number
    width: number
    height: number
  }
  closest(selector: string): Node | null
  getAttribute(name: string): string | null
  className: string
  textContent: string
  scrollWidth: number
  clientWidth: number
  scrollHeight: number
  clientHeight: number
}

/** Boxes of all elements of a kind, in CSS pixels. */
export function boxes(page: Page, selector: string): Promise<Box[]> {
  return page.locator('body').evaluate((body: Node, wanted: string) => {
    return [...body.querySelectorAll(wanted)].map(node => {
      const { left, top, right, bottom } = node.getBoundingClientRect()
      return { label: node.getAttribute('aria-label') ?? node.className, left, top, right, bottom }
    })
  }, selector)
}

/** Texts that are cut: names may be shortened by an ellipsis, figures never, and content never leaves its panel. */
export function cutTexts(page: Page): Promise<string[]> {
  return page.locator('body').evaluate((body: Node) =>
    [
      ...body.querySelectorAll(
        'section .content, section .title-row, .ranking, .shares, .foot, .value, .key-figure, h1, .clock, .legend, .foot-line, .panel ol, .panel ul, .panel table, .panel div.place',
      ),
    ]
      .filter(node => node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 3)
      .filter(node => node.clientWidth > 0)
      .map(node => `${node.className}: ${node.textContent.slice(0, 40)}`),
  )
}

/** Texts below 16 units, and texts of one panel that stand over each other; digits of a rolling number lie in a strip. */
export function hardToRead(page: Page, unit: number): Promise<string[]> {
  return page.locator('body').evaluate((body: Node, smallest: number) => {
    const faults: string[] = []
    for (const panel of body.querySelectorAll('section.panel, header.header, footer')) {
      const texts = [...panel.querySelectorAll('*')]
        .filter(node => !node.closest('.rolling, .skeleton, defs, .hidden, title, .marks'))
        .filter(node =>
          [...node.childNodes].some(each => each.nodeType === 3 && each.textContent.trim() !== ''),
        )
        .filter(node => node.tagName !== 'tspan')
        .map(node => ({ node, box: node.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && box.height > 0)
      for (const [index, { node, box }] of texts.entries()) {
        const size = Number.parseFloat(node.ownerDocument.defaultView.getComputedStyle(node).fontSize)
        if (size < smallest - 0.5) faults.push(`${node.textContent.slice(0, 20)}: ${size}`)
        for (const other of texts.slice(index + 1)) {
          if (node.contains(other.node)) continue
          const width = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left)
          const height = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top)
          // lines of text may touch with their leading
          if (width > 2 && height > 0.3 * Math.min(box.height, other.box.height))
            faults.push(`${node.textContent.slice(0, 20)} over ${other.node.textContent.slice(0, 20)}`)
        }
      }
    }
    return faults
  }, 16 * unit)
}

export function overlap(a: Box, b: Box): boolean {
  return a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5
}
