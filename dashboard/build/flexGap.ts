import type { AtRule as AtRuleNode, Declaration as Declared, Plugin, Root, Rule } from 'postcss'

/**
 * Whether a flex box knows gaps cannot be asked, for a grid knows them longer. Chromium learned this property in the same
 * version, 84.
 */
const WITHOUT_GAPS = 'not (ruby-position: under)'

/**
 * Gives the items of every flex box that has a gap a margin to the one before, in browsers that know no gap there. In a box
 * that wraps, the items of a further line keep a margin at their left too. A later rule of an item itself still wins.
 */
export function flexGap(): Plugin {
  return {
    postcssPlugin: 'tuanshu-flex-gap',
    OnceExit(root, { AtRule, Declaration, Rule: NewRule }) {
      const added: [Rule, AtRuleNode][] = []
      root.walkRules(rule => {
        // a media query that turns the box keeps its gap
        const turns = declared(rule, 'flex-direction') !== undefined && rule.parent !== root
        const gap = declared(rule, 'gap') ?? (turns ? inherited(root, rule, 'gap') : undefined)
        if (gap === undefined || !isFlex(root, rule)) return
        const [rowGap = gap, columnGap = rowGap] = parts(gap)
        const isColumn = directionOf(root, rule).startsWith('column')
        const origin = rule.source ? { source: rule.source } : {}
        const fallback = new AtRule({ name: 'supports', params: WITHOUT_GAPS, ...origin })
        const selectors = rule.selectors.map(selector => `${selector} > * + *`)
        const items = new NewRule({ selectors, ...origin })
        const [prop, value] = isColumn ? ['margin-top', rowGap] : ['margin-left', columnGap]
        items.append(new Declaration({ prop, value, ...origin }))
        if (turns)
          items.append(
            new Declaration({ prop: isColumn ? 'margin-left' : 'margin-top', value: '0', ...origin }),
          )
        fallback.append(items)
        added.push([rule, fallback])
      })
      for (const [rule, fallback] of added) rule.after(fallback)
    },
  }
}

function declared(rule: Rule, name: string): string | undefined {
  const found = rule.nodes.filter((node): node is Declared => node.type === 'decl' && node.prop === name)
  return found.at(-1)?.value
}

/**
 * What the rule says, or else the last rule of this file that has one of its selectors and holds wherever this one does: one in
 * another media query does not.
 */
function inherited(root: Root, rule: Rule, name: string): string | undefined {
  const own = declared(rule, name)
  if (own !== undefined) return own
  let value: string | undefined
  root.walkRules(other => {
    if (other === rule || (other.parent !== root && other.parent !== rule.parent)) return
    if (other.selectors.some(selector => rule.selectors.includes(selector)))
      value = declared(other, name) ?? value
  })
  return value
}

function isFlex(root: Root, rule: Rule): boolean {
  return /^(inline-)?flex$/.test(inherited(root, rule, 'display') ?? '')
}

function directionOf(root: Root, rule: Rule): string {
  return inherited(root, rule, 'flex-direction') ?? 'row'
}

/** The lengths of a shorthand; spaces within brackets do not part. */
function parts(value: string): string[] {
  return value.match(/(?:[^\s(]|\((?:[^()]|\([^()]*\))*\))+/g) ?? []
}
