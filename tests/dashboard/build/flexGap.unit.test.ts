import postcss from 'postcss'
import { describe, expect, it } from 'vitest'
import { flexGap } from '../../../dashboard/build/flexGap.ts'

async function fallbacks(css: string): Promise<string[]> {
  const { root } = await postcss([flexGap()]).process(css, { from: 'test.css' })
  return root.nodes.flatMap(node =>
    node.type === 'atrule' && node.name === 'supports'
      ? [node.nodes?.join('').replace(/\s+/g, ' ') ?? '']
      : [],
  )
}

describe('the gaps of flex boxes for browsers without them', () => {
  it.each([
    ['.a { display: flex; gap: 4px }', '.a > * + * { margin-left: 4px }'],
    ['.a { display: inline-flex; gap: 4px 8px }', '.a > * + * { margin-left: 8px }'],
    [
      '.a { display: flex; flex-direction: column; gap: calc(4 * var(--u)) 8px }',
      '.a > * + * { margin-top: calc(4 * var(--u)) }',
    ],
    ['.a, .b { display: flex; gap: 4px }', '.a > * + *, .b > * + * { margin-left: 4px }'],
    ['.a { display: flex } .a { gap: 4px }', '.a > * + * { margin-left: 4px }'],
  ])('%s', async (css, fallback) => {
    expect(await fallbacks(css)).toEqual([fallback])
  })

  it('follow the direction that holds where they do, and turn with it', async () => {
    const css = '.a { display: flex; gap: 4px } @media print { .a { flex-direction: column } }'
    expect(await fallbacks(css)).toEqual(['.a > * + * { margin-left: 4px }'])
    const { root } = await postcss([flexGap()]).process(css, { from: 'test.css' })
    expect(String(root.last).replace(/\s+/g, ' ')).toContain(
      'flex-direction: column } @supports not (ruby-position: under) { .a > * + * { margin-top: 4px; margin-left: 0 } }',
    )
  })

  it('come right after the rule, so that a later rule of an item wins', async () => {
    const { root } = await postcss([flexGap()]).process('.a { display: flex; gap: 4px } .b { margin: 0 }', {
      from: 'test.css',
    })
    expect(root.nodes.map(node => (node.type === 'rule' ? node.selector : node.type))).toEqual([
      '.a',
      'atrule',
      '.b',
    ])
  })

  it('leave a grid alone', async () => {
    expect(await fallbacks('.a { display: grid; gap: 4px }')).toEqual([])
  })
})
