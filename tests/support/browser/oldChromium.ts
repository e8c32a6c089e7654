/**
 * Takes from the browser what Chromium 80 lacks and pages might use; to be run before a page's own scripts. As text: the
 * types of a browser have no place in a program for Node.
 */
export const WITHOUT_NEWER_GLOBALS = `
for (const [owner, names] of [
  [Array.prototype, ['at', 'findLast', 'findLastIndex', 'toReversed', 'toSorted', 'toSpliced', 'with']],
  [Object.getPrototypeOf(Int8Array.prototype), ['at', 'findLast', 'findLastIndex', 'toReversed', 'toSorted', 'with']],
  [String.prototype, ['at', 'replaceAll', 'isWellFormed', 'toWellFormed']],
  [Array, ['fromAsync']],
  [Object, ['hasOwn', 'groupBy']],
  [Map, ['groupBy']],
  [Promise, ['any', 'withResolvers', 'try']],
  [Set.prototype, ['union', 'intersection', 'difference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom']],
  [URL, ['canParse', 'parse']],
  [URLSearchParams.prototype, ['size']],
  [AbortSignal, ['any', 'timeout', 'abort']],
  [Crypto.prototype, ['randomUUID']],
  [Intl, ['Segmenter', 'supportedValuesOf', 'DisplayNames', 'DurationFormat']],
  [Element.prototype, ['replaceChildren', 'checkVisibility', 'getHTML']],
  [Document.prototype, ['replaceChildren', 'startViewTransition']],
  [HTMLInputElement.prototype, ['showPicker']],
  [Navigator.prototype, ['userAgentData', 'scheduling']],
  [globalThis, ['structuredClone', 'WeakRef', 'FinalizationRegistry', 'AggregateError', 'reportError', 'Iterator', 'scheduler', 'navigation']],
]) for (const name of names) delete owner[name]
`
