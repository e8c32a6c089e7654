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

/** What a button does that explains something: the same for pointer, keyboard and finger. */
export interface Explaining {
  show(event: Event): void
  /** The pointer goes; what has the focus stays explained. */
  leave(event: Event): void
  hide(): void
}

export function useExplain(explanation: () => Explanation): Explaining {
  const explainer = inject(EXPLAINER)
  if (!explainer) throw new Error('an explained cell stands outside of a report')
  return {
    show({ currentTarget }) {
      if (currentTarget instanceof HTMLElement) explainer.show(currentTarget, explanation())
    },
    leave({ currentTarget }) {
      if (currentTarget !== document.activeElement) explainer.hide()
    },
    hide: () => explainer.hide(),
  }
}
