import { type InjectionKey, inject } from 'vue'

/** What is told of a cell or column when it is pointed at, focused or tapped. */
export interface Explanation {
  title: string
  texts: readonly string[]
}

export interface Explainer {
  show(anchor: HTMLElement, explanation: Explanation): void
  hide(): void
}

export const EXPLAINER: InjectionKey<Explainer> = Symbol('explainer')

/** Handlers for a button that explains something: the same for pointer, keyboard and finger. */
export function useExplain(): (explanation: () => Explanation) => Record<string, (event: Event) => void> {
  const explainer = inject(EXPLAINER)
  if (!explainer) throw new Error('an explained cell stands outside of a report')
  return explanation => {
    const show = ({ currentTarget }: Event) => {
      if (currentTarget instanceof HTMLElement) explainer.show(currentTarget, explanation())
    }
    const leave = ({ currentTarget }: Event) => {
      if (currentTarget !== document.activeElement) explainer.hide()
    }
    return {
      mouseenter: show,
      focus: show,
      click: show,
      mouseleave: leave,
      blur: () => explainer.hide(),
      keydown: event => {
        if (event instanceof KeyboardEvent && event.key === 'Escape') explainer.hide()
      },
    }
  }
}
