import type { Scene } from '../contract/scene.ts'
import type { BreakdownName, MetricId } from './metrics.ts'

/** What the contract leaves open, by the name of the property. */
interface OfCatalogue {
  metric: MetricId
  breakdown: BreakdownName
}

type Narrowed<Part> = Part extends readonly (infer Item)[]
  ? readonly Narrowed<Item>[]
  : Part extends object
    ? { [Key in keyof Part]: Key extends keyof OfCatalogue ? OfCatalogue[Key] : Narrowed<Part[Key]> }
    : Part

/** A scene as the catalogue holds it: its metrics and breakdowns are those of the catalogue. */
export type SceneEntry = Narrowed<Scene>
export type PanelEntry = SceneEntry['panels'][string]
