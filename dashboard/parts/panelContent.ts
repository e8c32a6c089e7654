import type { Panel, PanelContent } from '../../warehouse/contract/picture.ts'
import type { ViewKind } from '../../warehouse/contract/scene.ts'

type ContentOf<View extends ViewKind> = Extract<PanelContent, { view: View }>

/** What a panel holds for its view; null before the first picture and while the panel has never been read. */
export function contentOf<View extends ViewKind>(
  panel: Panel | undefined,
  view: View,
): ContentOf<View> | null {
  const content = panel?.content ?? null
  return content && isFor(content, view) ? content : null
}

function isFor<View extends ViewKind>(content: PanelContent, view: View): content is ContentOf<View> {
  return content.view === view
}
