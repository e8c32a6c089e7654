import type { SchoolStage } from './rows.ts'

/** How the members at school split; universities keep them longest. */
export const STAGES: Readonly<
  Record<Exclude<SchoolStage, 'none'>, { share: number; years: number; classes: number; age: number }>
> = {
  university: { share: 0.63, years: 4, classes: 12, age: 22 },
  senior_high: { share: 0.2, years: 3, classes: 9, age: 18 },
  vocational: { share: 0.11, years: 3, classes: 9, age: 18 },
  junior_high: { share: 0.06, years: 1, classes: 4, age: 15 },
}

export function stageYears(stage: SchoolStage): number {
  return stage === 'none' ? 0 : STAGES[stage].years
}

/** Age in years at which a class of this stage leaves school. */
export function leavingAge(stage: SchoolStage): number {
  return stage === 'none' ? 0 : STAGES[stage].age
}
