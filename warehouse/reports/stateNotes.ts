import { markOf, meaningOf, type StatedFigure } from '../contract/figureState.ts'

/** Collects what a reader needs to be told of the figures without a number in a file: each mark once, in words. */
export class StateNotes {
  readonly #words = new Map<string, string>()

  /** Takes note of the figures that stand in the file. */
  note(figures: readonly StatedFigure[]): void {
    for (const figure of figures)
      if (figure.state !== 'value') this.#words.set(markOf(figure), meaningOf(figure))
  }

  /** `“<3”：少于 3 人，…`, in the order in which the marks first stood there. */
  inWords(): string[] {
    return [...this.#words].map(([mark, words]) => `“${mark}”：${words}`)
  }
}
