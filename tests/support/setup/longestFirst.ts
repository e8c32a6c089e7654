import path from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Their files are short, but what they run is the whole product over a province. */
const LONG = ['tests/chaos/', 'tests/e2e/', 'tests/jobs/']

/**
 * Begins each project with its long files. Where no run was before, as in CI, the largest files come first, and a province
 * that is tested in three lines would be alone at the end, beside an idle worker.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification) => {
      const file = path.relative(this.ctx.config.root, moduleId)
      return LONG.some(folder => file.startsWith(folder))
    }
    const projects = [...new Set(sorted.map(({ project }) => project))]
    return projects.flatMap(project => {
      const own = sorted.filter(file => file.project === project)
      return [...own.filter(isLong), ...own.filter(file => !isLong(file))]
    })
  }
}
